#include "bench/trust/trust_footprint.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/pg/meant_server.hpp"

namespace eventstore::trust {

using pg::Entry;

namespace {

bool is_one_of(const std::string& command, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), command) != names.end();
}

/// In databases that the run seeds for itself.
void add_own_stores(pg::Footprint& footprint, const std::string& command) {
  footprint.add(Entry::store_session);
  footprint.add(Entry::watch_session);
  footprint.add(Entry::definition_settings);
  footprint.add(Entry::read_locks);
  footprint.add(Entry::cancel_own, "after a signal");
  footprint.add(Entry::own_store);
  footprint.add_copy("trust");
  footprint.add(Entry::write_sessions, "in these databases");
  if (command == "visibility") {
    footprint.add(Entry::lock_timeout);
    footprint.add(Entry::observing_sessions);
  }
  if (command == "waiting") footprint.add(Entry::listen);
}

void add_seeded_store(pg::Footprint& footprint, const std::string& command,
                      const std::string& database) {
  const bool is_of_stores = command == "stores";
  footprint.add_look_at_seeded_data();
  footprint.add(Entry::read_sessions, "on the seeded database");
  footprint.add(Entry::write_sessions, "on its copy, where cases write");
  footprint.add_copy(is_of_stores ? "bench" : "trust");
  if (!is_of_stores) footprint.add(Entry::trial_session);
  if (command != "detection") footprint.add(Entry::observing_sessions);
  if (is_of_stores) footprint.add(Entry::plan_cache_mode, "auto");
  if (is_of_stores && pg::means_local_server(database)) footprint.add(Entry::statistics_extension);
  if (is_one_of(command, {"overhead", "rate"})) {
    footprint.add(Entry::client_sessions, "pgbench; application_name: bench_trust pgbench ...");
  }
  if (command == "overhead") footprint.add(Entry::terminate_pgbench);
}

}  // namespace

pg::Footprint footprint_of(const std::string& command, const std::string& database) {
  pg::Footprint footprint{pg::Tool::bench_trust, fmt::format("bench_trust {}", command)};
  if (command == "percentiles") return footprint;
  footprint.add_local_server(database);
  footprint.add(Entry::operation_locks);
  footprint.add(Entry::prepared_statements);
  if (is_one_of(command, {"visibility", "waiting", "memory"})) {
    add_own_stores(footprint, command);
  } else {
    add_seeded_store(footprint, command, database);
  }
  return footprint;
}

}  // namespace eventstore::trust
