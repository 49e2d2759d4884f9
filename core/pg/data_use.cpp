#include "core/pg/data_use.hpp"

#include <map>
#include <mutex>
#include <string>

namespace eventstore::pg {

namespace {

struct Uses {
  std::mutex mutex;
  std::map<std::string, DataUse> by_connection_string;
};

Uses& uses() {
  static Uses all;
  return all;
}

}  // namespace

DataUse data_use_of(const Database& database) {
  Uses& all = uses();
  const std::lock_guard lock{all.mutex};
  const auto found = all.by_connection_string.find(database.connection_string);
  return found == all.by_connection_string.end() ? DataUse{} : found->second;
}

void set_data_use(const Database& database, DataUse use) {
  Uses& all = uses();
  const std::lock_guard lock{all.mutex};
  all.by_connection_string[database.connection_string] = use;
}

}  // namespace eventstore::pg
