#include "bench/footprint.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bench/benchmarks.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/pg/meant_server.hpp"

namespace eventstore::bench {

using pg::Entry;

void add_write_place(pg::Footprint& footprint, WritePlace place) {
  if (place == WritePlace::disposable_clone) return footprint.add_copy("bench");
  for (const Entry entry : {Entry::writer_lock_session, Entry::clean_up_session,
                            Entry::lock_holder_name, Entry::clean_up_commits, Entry::writer_lock,
                            Entry::worker_lock, Entry::row_locks, Entry::saved_snapshots}) {
    footprint.add(entry);
  }
  footprint.add(Entry::in_place_rows, "deleted at the end; until then the manifest says 'changed'");
  footprint.add(Entry::manifest, "its row is written, and put back at the end");
}

void add_document(pg::Footprint& footprint, const std::string& out) {
  if (out.empty()) return;
  footprint.add(Entry::wal_records, "flushed one by one, which tells how long a flush takes");
}

pg::Footprint footprint_of(const Options& options, CommandLine& command_line) {
  pg::Footprint footprint{pg::Tool::eventstore_bench,
                          fmt::format("eventstore_bench, store {}", options.store.store)};
  if (options.list) return footprint;
  const catalogue::Catalogue catalogue = catalogue::load_catalogue(options.store.store);
  const auto measurements = selected_measurements(catalogue, options.axes, command_line);
  int readers = 0;
  int writers = 0;
  std::set<std::string> operations;
  for (const CaseMeasurement& each : measurements) {
    int& most = each.operation().writes() ? writers : readers;
    most = std::max(most, each.axes().threads);
    operations.insert(each.operation().title());
  }
  footprint.add_look_at_seeded_data();
  footprint.add_local_server(options.store.database);
  footprint.add(Entry::observing_sessions, "with pg_stat_statements, where it is there");
  footprint.add(Entry::plan_cache_mode, setting_text(options.plan_cache_mode));
  footprint.add(Entry::operation_locks, fmt::format("{}", fmt::join(operations, ", ")));
  footprint.add(Entry::prepared_statements);
  if (pg::means_local_server(options.store.database)) footprint.add(Entry::statistics_extension);
  const auto& commits = options.axes.synchronous_commits;
  const auto is_set = [](SynchronousCommit each) {
    return each != SynchronousCommit::as_the_server;
  };
  if (std::any_of(commits.begin(), commits.end(), is_set)) footprint.add(Entry::measured_commits);
  if (options.axes.cache == Cache::cold) footprint.add(Entry::restart, "before each call");
  if (readers > 0) {
    footprint.add(Entry::trial_session);
    footprint.add(Entry::read_sessions,
                  fmt::format("up to {} at once, on the seeded database", readers));
  }
  if (writers > 0) {
    const bool is_in_place = options.write_place == WritePlace::in_place;
    footprint.add(Entry::write_sessions,
                  fmt::format("up to {} at once, on {}", writers,
                              is_in_place ? "the seeded database" : "its copy"));
    add_write_place(footprint, options.write_place);
  }
  add_document(footprint, options.out);
  return footprint;
}

}  // namespace eventstore::bench
