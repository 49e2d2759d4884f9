#include "tests/support/load_documents.hpp"

#include <cstdint>

#include "tests/support/report_documents.hpp"

namespace eventstore::tests {

using result::BreakingPoint;
using result::LoadObservation;
using result::LoadResult;
using result::LoadTimes;
using result::ResultDocument;

namespace {

LoadTimes times(std::uint64_t milliseconds) {
  const std::uint64_t ns = milliseconds * 1'000'000;
  return {.samples = 90,
          .p50_ns = ns,
          .p95_ns = ns * 2,
          .p99_ns = ns * 3,
          .p999_ns = ns * 4,
          .max_ns = ns * 5,
          .mean_ns = 1.5e6};
}

ResultDocument document_of_load() {
  ResultDocument document = benchmarked_document();
  document.tool = "eventstore_load";
  document.benchmarks.clear();
  document.exit_code = ExitCode::success;
  return document;
}

/// A run that a signal has ended, with events that are not as they should be.
ResultDocument document_of_partial_run(const std::string& name) {
  ResultDocument document = document_of_load();
  document.exit_code = ExitCode::oracle_failed;
  LoadResult& load = document.load.emplace();
  load.scenario = name;
  load.question = "Does " + name + " hold?";
  load.pool = 7;
  load.is_partial = true;
  load.ended_by = "a signal";
  load.no_verdict = "the machine was too small";
  return document;
}

/// The rate stops for the seconds 10 to 12 of 30, and what waits meanwhile is made good.
void add_moments(LoadResult& load) {
  for (int second = 1; second <= 30; ++second) {
    const bool stalls = second >= 10 && second <= 12;
    load.moments.push_back({.at_seconds = static_cast<double>(second),
                            .issued_rate = stalls ? 0.0 : 100.0 + second,
                            .failed_rate = second == 13 ? 12.0 : 0.0,
                            .p95_ns = stalls         ? 0U
                                      : second == 13 ? 2'900'000'000U
                                                     : 4'000'000U,
                            .backlog = stalls ? 100U * static_cast<std::uint64_t>(second - 9) : 0U,
                            .processor_lag = static_cast<std::uint64_t>(second % 7)});
    result::ObservedMoment moment{.at_seconds = static_cast<double>(second)};
    moment.client_cores = 0.25;
    moment.server_cores = stalls ? 0.125 : 1.0;
    moment.machine_cores = 1.5;
    moment.written_rate = 5e6;
    moment.client_bytes = 30'000'000;
    moment.server_bytes = 90'000'000 + 10'000 * second;
    moment.wal_bytes = 3'000'000 * second;
    if (second % 5 == 0) {
      moment.table_bytes = 50'000'000 + 500'000 * second;
      moment.index_bytes = 20'000'000 + 200'000 * second;
      moment.events = 50'000 + 500 * second;
    }
    load.observation.moments.push_back(moment);
  }
}

LoadObservation observation_of(const std::string& name) {
  LoadObservation seen;
  seen.seconds = 30.0;
  seen.wait_events = {
      {"idle", 1000}, {"CPU", 600}, {"IO:WALSync", 390}, {"Lock:" + name, 9}, {"LWLock:Rare", 1}};
  seen.lock_waits = {
      {.blocked = name, .blocking = "append_events", .lock = "transactionid", .looks = 7}};
  seen.cores = 2;
  seen.client_cpu_seconds = 7.5;
  seen.server_cpu_seconds = 27.0;
  seen.machine_cpu_seconds = 45.0;
  seen.written_bytes = 150'000'000;
  seen.wal_bytes = 90'000'000;
  seen.deadlocks = 1;
  seen.rollbacks = 2;
  seen.timed_checkpoints = 1;
  seen.requested_checkpoints = 2;
  return seen;
}

void add_trends(LoadObservation& seen) {
  seen.trends = {
      {.series = "memory of the server",
       .unit = "bytes",
       .verdict = "grows",
       .per_hour = 36e6,
       .low_per_hour = 30e6,
       .high_per_hour = 40e6,
       .level = 90e6,
       .values = 60},
      {.series = "table",
       .unit = "bytes an event",
       .verdict = "steady",
       .per_hour = 0.5,
       .low_per_hour = -1.25,
       .high_per_hour = 2.0,
       .level = 1000.0,
       .values = 24},
      {.series = "p95",
       .unit = "ns",
       .verdict = "falls",
       .per_hour = -2e6,
       .low_per_hour = -3e6,
       .high_per_hour = -1e6,
       .level = 4e6,
       .values = 60},
      {.series = "indexes", .unit = "bytes an event", .verdict = "not enough data", .values = 6}};
}

void add_scaling(BreakingPoint& point) {
  for (int round = 0; round < 3; ++round) {
    for (const int n : {1, 2, 4, 8}) {
      point.scaling.windows.push_back({n, 300.0 * n / (1.0 + 0.1 * (n - 1)) + 3.0 * round});
    }
  }
  point.scaling.is_fitted = true;
  point.scaling.lambda = {.value = 300.0, .low = 290.0, .high = 310.0};
  point.scaling.sigma = {.value = 0.1, .low = 0.08, .high = 0.12};
  point.scaling.kappa = {.value = 0.001, .low = 0.0, .high = 0.002};
  point.scaling.peak_connections = 30.0;
  point.scaling.cores = 2;
  point.scaling.efficiency = {.value = 0.91, .low = 0.85, .high = 0.97};
  point.scaling.verdict = "undecided";
  point.scaling.predicted_low = 900.0;
  point.scaling.predicted_high = 1100.0;
}

}  // namespace

ResultDocument observed_document(const std::string& name) {
  ResultDocument document = document_of_partial_run(name);
  LoadResult& load = *document.load;
  load.client_cpu_seconds = 7.5;
  load.server_cpu_seconds = 27.0;
  for (const char* phase : {"warm_up ", "hold "}) {
    load.phases.push_back({.name = phase + name,
                           .seconds = 15,
                           .is_judged = load.phases.size() == 1,
                           .target_rate = 20,
                           .target_users = 3,
                           .ok_rate = 9,
                           .issued = 100,
                           .skipped = 4,
                           .outcomes = {{"ok", 90}, {"timeout", 10}},
                           .response = times(2),
                           .service = times(1),
                           .lag = times(1),
                           .visibility = times(3),
                           .backlog_most = 17,
                           .backlog_end = 2,
                           .overslept_p99_ns = 30'000'000});
  }
  load.steps.push_back({.phase = "hold " + name,
                        .population = name,
                        .step = "append " + name,
                        .issued = 100,
                        .skipped = 4,
                        .rows = 250,
                        .outcomes = {{"ok", 90}, {"timeout", 10}},
                        .attempts = 120,
                        .conflicts = 20,
                        .ok_rate = 9,
                        .response = times(2),
                        .service = times(1),
                        .lag = times(1),
                        .resolution = times(9)});
  load.journeys.push_back(
      {.phase = "hold " + name, .population = name, .journey = name, .ended = 50, .succeeded = 40});
  load.thresholds.push_back(
      {.text = "p95 of " + name + " < 1 ms", .met = false, .found = "4.00 ms", .aborted = true});
  load.thresholds.push_back({.text = "errors < 50 %", .met = true, .found = "10.0 %"});
  load.checks.push_back({.check = "capacity of " + name, .expected = 50, .counted = 49});
  load.ledger = {.stored = 89,
                 .acknowledged = 90,
                 .refused = 20,
                 .in_doubt = 2,
                 .in_doubt_stored = 1,
                 .aggregates = 12};
  load.processors = result::LoadProcessors{.follow = "listening",
                                           .visibility = "naive",
                                           .from = "tail",
                                           .batch = 100,
                                           .lag_most = 9,
                                           .lag_end = 2,
                                           .unproven = "processor 1 was behind"};
  load.processors->each.push_back({.events = 30'000,
                                   .own = 10,
                                   .reads = 40,
                                   .empty_reads = 3,
                                   .wakes = 4,
                                   .stalls = 5,
                                   .closed_gaps = 6,
                                   .filled_gaps = 7,
                                   .reconnects = 1,
                                   .failed_reads = 2,
                                   .lag_most = 9,
                                   .lag_end = 2,
                                   .backlog = 20'000,
                                   .backlog_seconds = 0.5,
                                   .has_caught_up = true});
  load.violations.push_back({.kind = "lost", .count = 1, .first = "event " + name});
  load.observation = observation_of(name);
  add_moments(load);
  add_trends(load.observation);
  return document;
}

ResultDocument breaking_document(const std::string& name) {
  ResultDocument document = document_of_load();
  BreakingPoint& point = document.breaking_point.emplace();
  point.operation = name;
  point.slo = "p99 < 50 ms";
  point.slo_ns = 50e6;
  point.tenants = "seeded";
  point.connections = 8;
  point.window_seconds = 5.0;
  point.end = "found";
  point.highest_rate = 400.0;
  point.broken_rate = 420.0;
  point.limit = "WAL flush: 61.0 % of looks wait for it, mostly on IO:WALSync " + name;
  const auto add = [&](const std::string& look, double rate, std::uint64_t milliseconds,
                       const std::string& verdict, const std::string& why) {
    const std::uint64_t ns = milliseconds * 1'000'000;
    point.windows.push_back({.look = look,
                             .seconds = look == "confirm" ? 15.0 : 5.0,
                             .target_rate = rate,
                             .achieved_rate = rate - 1.0,
                             .p50_ns = ns / 4,
                             .p95_ns = ns / 2,
                             .p99_ns = ns,
                             .backlog = milliseconds / 100,
                             .verdict = verdict,
                             .why = why});
  };
  add("probe", 100, 4, "held", "");
  add("probe", 200, 6, "held", "");
  add("probe", 400, 20, "held", "");
  add("probe", 800, 4000, "broke", "fell behind " + name);
  add("probe", 600, 900, "broke", "900 ms");
  add("probe", 500, 30, "no verdict", "the generator was the limit");
  add("probe", 450, 45, "held", "");
  add("confirm", 450, 120, "broke", "120 ms");
  add("confirm", 420, 61, "broke", "61.0 ms");
  add("confirm", 400, 25, "held", "");
  add_scaling(point);
  point.observation = observation_of(name);
  point.ledger = {.stored = 120, .acknowledged = 120, .aggregates = 12};
  return document;
}

ResultDocument violated_document(const std::string& name) {
  ResultDocument document = document_of_partial_run(name);
  LoadResult& load = *document.load;
  load.client_cpu_seconds = 1.5;
  load.server_cpu_seconds = 6.0;
  load.phases.push_back({.name = name,
                         .seconds = 10,
                         .is_judged = false,
                         .target_rate = 20,
                         .target_users = 3,
                         .ok_rate = 9,
                         .issued = 100,
                         .skipped = 4,
                         .outcomes = {{"ok", 90}, {"timeout", 10}},
                         .response = times(2),
                         .service = times(1),
                         .lag = times(1),
                         .backlog_most = 17,
                         .overslept_p99_ns = 30'000'000});
  load.steps.push_back({.phase = name,
                        .population = "users",
                        .step = "append",
                        .issued = 100,
                        .skipped = 4,
                        .rows = 250,
                        .outcomes = {{"ok", 90}, {"timeout", 10}},
                        .attempts = 120,
                        .conflicts = 20,
                        .ok_rate = 9,
                        .response = times(2),
                        .service = times(1),
                        .lag = times(1),
                        .resolution = times(9)});
  load.journeys.push_back(
      {.phase = name, .population = "users", .journey = "work", .ended = 50, .succeeded = 40});
  load.thresholds.push_back({.text = "p95 < 1 ms", .met = false, .found = "4.00 ms"});
  load.thresholds.push_back({.text = "errors < 50 %", .met = true, .found = "10.0 %"});
  load.moments.push_back(
      {.at_seconds = 1, .issued_rate = 10, .failed_rate = 1, .p95_ns = 4'000'000, .backlog = 3});
  load.ledger = {.stored = 89,
                 .acknowledged = 90,
                 .refused = 20,
                 .in_doubt = 2,
                 .in_doubt_stored = 1,
                 .aggregates = 12};
  load.violations.push_back({.kind = "lost", .count = 1, .first = "event " + name});
  return document;
}

}  // namespace eventstore::tests
