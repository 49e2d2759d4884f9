#include "core/pg/copy_source.hpp"

#include <map>
#include <mutex>

namespace eventstore::pg {

namespace {

struct Sources {
  std::mutex mutex;
  std::map<std::string, std::string> by_copy;
};

Sources& sources() {
  static Sources all;
  return all;
}

}  // namespace

void note_copy_source(const std::string& copy, const std::string& source) {
  std::string first = source_of_copy(source);
  Sources& all = sources();
  const std::scoped_lock lock{all.mutex};
  all.by_copy[copy] = std::move(first);
}

std::string source_of_copy(const std::string& database) {
  Sources& all = sources();
  const std::scoped_lock lock{all.mutex};
  const auto found = all.by_copy.find(database);
  return found == all.by_copy.end() ? database : found->second;
}

}  // namespace eventstore::pg
