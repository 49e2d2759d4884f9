#include "core/pg/kept_alive.hpp"

#include "core/pg/conninfo.hpp"

namespace eventstore::pg {

Database kept_alive(const Database& database) {
  auto keywords = keywords_of(database.connection_string);
  keywords.try_emplace("keepalives_idle", "20");
  keywords.try_emplace("keepalives_interval", "10");
  keywords.try_emplace("keepalives_count", "3");
  Database kept = database;
  kept.connection_string = connection_string_of(keywords);
  return kept;
}

}  // namespace eventstore::pg
