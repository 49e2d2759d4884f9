#include "bench/footprint.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "bench/benchmarks.hpp"
#include "core/catalogue/catalogue.hpp"

namespace eventstore::bench {

using pg::SessionUse;

void add_write_place(pg::Footprint& footprint, WritePlace place) {
  if (place == WritePlace::disposable_clone) return footprint.add_copy("bench");
  footprint.add_sessions("2", SessionUse::control,
                         "the seeded database, to hold the lock and to clean up");
  footprint.add_setting("the session that cleans up: synchronous_commit = local");
  footprint.add_lock("advisory lock of the one who writes to the data, until the end");
  footprint.add_lock("shared advisory lock of each session of this run on the data, until it ends");
  footprint.add_object(
      "rows in the store's tables, deleted at the end; until then the manifest says 'changed'");
  footprint.add_object("temporary table eventstore_saved_snapshots, until the end");
}

pg::Footprint footprint_of(const Options& options, CommandLine& command_line) {
  const catalogue::Catalogue catalogue = catalogue::load_catalogue(options.store.store);
  const auto measurements = selected_measurements(catalogue, options.axes, command_line);
  int readers = 0;
  int writers = 0;
  for (const CaseMeasurement& each : measurements) {
    int& most = each.operation().writes() ? writers : readers;
    most = std::max(most, each.axes().threads);
  }
  pg::Footprint footprint{fmt::format("eventstore_bench, store {}", options.store.store)};
  footprint.add_look_at_seeded_data();
  footprint.add_sessions("1", SessionUse::control,
                         "the database: pg_stat_statements, wait events, sizes");
  if (readers > 0) {
    footprint.add_sessions(fmt::format("up to {} at once", readers), SessionUse::measured_read,
                           "the seeded database");
  }
  footprint.add_setting(fmt::format("measured sessions: plan_cache_mode = {}",
                                    setting_text(options.plan_cache_mode)));
  footprint.add_setting(
      "measured sessions of writes: synchronous_commit, where --synchronous-commit asks for it");
  if (writers > 0) {
    const bool in_place = options.write_place == WritePlace::in_place;
    footprint.add_sessions(fmt::format("up to {} at once", writers), SessionUse::measured_write,
                           in_place ? "the seeded database" : "its copy");
    add_write_place(footprint, options.write_place);
  }
  footprint.add_object(
      "20 WAL records of pg_logical_emit_message, flushed one by one, which tell how long a flush "
      "takes (with --out)");
  footprint.add_object("prepared statements, until each session ends");
  return footprint;
}

}  // namespace eventstore::bench
