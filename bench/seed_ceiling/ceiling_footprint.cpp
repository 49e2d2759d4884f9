#include "bench/seed_ceiling/ceiling_footprint.hpp"

#include <fmt/format.h>

namespace eventstore::ceiling {

using pg::Entry;

pg::Footprint footprint_of(const std::string& store, const std::string& database,
                           bool compares_others) {
  pg::Footprint footprint{pg::Tool::seed_ceiling, fmt::format("seed_ceiling, store {}", store)};
  footprint.add_local_server(database);
  footprint.add_copy("ceiling");
  for (const Entry entry :
       {Entry::scripts_session, Entry::copy_sessions, Entry::watch_session, Entry::loading_commits,
        Entry::read_locks, Entry::row_locks, Entry::ddl_locks, Entry::index_build_locks,
        Entry::vacuum_locks, Entry::autovacuum_hold, Entry::store_objects, Entry::seeded_rows,
        Entry::vacuum}) {
    footprint.add(entry, "in a copy of template1");
  }
  footprint.add(Entry::own_store, "for each run of seed-events");
  footprint.add(Entry::rolled_back_tables, "in the database that --database names");
  footprint.add(Entry::wal_records);
  footprint.add(Entry::cancel_own, "after a signal");
  if (compares_others) footprint.add(Entry::client_sessions, "in a copy of template1");
  return footprint;
}

}  // namespace eventstore::ceiling
