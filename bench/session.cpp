#include "bench/session.hpp"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "bench/benchmarks.hpp"
#include "bench/judge.hpp"
#include "bench/summary.hpp"
#include "core/cases/hidden_writes.hpp"
#include "core/dataset/described_data.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/stop_reason.hpp"

namespace eventstore::bench {

namespace {

/// Those that a signal, or the loss of a lock, has ended, or the others.
std::vector<result::BenchmarkResult> judged(const std::deque<CaseMeasurement>& measurements,
                                            bool ended_by_signal, const Options& options) {
  std::vector<result::BenchmarkResult> results;
  for (const CaseMeasurement& measurement : measurements) {
    const bool was_selected = measurement.measured() || measurement.ended_by_signal ||
                              !measurement.failure.empty() || !measurement.not_applicable.empty();
    if (!was_selected || measurement.ended_by_signal != ended_by_signal) continue;
    results.push_back(judge(measurement, options.strict));
    results.back().pin = name_of(options.pin);
  }
  return results;
}

/// What cannot be done is refused before anything is measured.
void check_options(const Options& options, const dataset::SeededStore& store) {
  if (options.axes.cache == Cache::cold && !store.database.is_local_server) {
    throw UsageError(
        "--cold restarts the server between calls, and does that to the local server only; leave "
        "--database out");
  }
  check_cores(options.pin);
  if (options.strict && options.warm_up_seconds <= 0.0) {
    throw UsageError(
        "--strict looks whether the warm-up got steady, and --warm-up 0 leaves it out");
  }
}

/// A read that writes would change the seeded data.
void refuse_hidden_writes(const std::deque<CaseMeasurement>& measurements,
                          const dataset::SeededStore& store) {
  std::vector<cases::Trial> trials;
  for (const CaseMeasurement& each : measurements) {
    if (!each.not_applicable.empty()) continue;
    const auto is_it = [&each](const cases::Trial& trial) {
      return trial.operation == &each.operation();
    };
    auto found = std::find_if(trials.begin(), trials.end(), is_it);
    if (found == trials.end()) found = trials.insert(found, {.operation = &each.operation()});
    const bool is_new =
        std::find(found->cases.begin(), found->cases.end(), &each.which()) == found->cases.end();
    if (is_new) found->cases.push_back(&each.which());
  }
  cases::refuse_hidden_writes(store.database, store.manifest, trials);
}

/// Whoever may not write learns it before anything is measured.
void prepare_for_writes(const std::deque<CaseMeasurement>& measurements, Workspace& workspace) {
  const auto writes = [](const CaseMeasurement& one) {
    return one.not_applicable.empty() && one.operation().writes();
  };
  if (std::any_of(measurements.begin(), measurements.end(), writes)) {
    static_cast<void>(workspace.for_writes());
  }
}

/// The first one that the user has to change something for; empty where there is none.
std::string usage_error_of(const std::deque<CaseMeasurement>& measurements) {
  const auto has_one = [](const CaseMeasurement& one) { return !one.usage_error.empty(); };
  const auto found = std::find_if(measurements.begin(), measurements.end(), has_one);
  return found == measurements.end() ? "" : found->usage_error;
}

/// What was measured is told all the same.
std::exception_ptr failure_to_clean_up(Workspace& workspace) {
  try {
    workspace.clean_up();
    return nullptr;
  } catch (const std::exception&) {
    return std::current_exception();
  }
}

}  // namespace

void list(const Options& options, CommandLine& command_line) {
  initialize_google_benchmark(command_line);
  const catalogue::Catalogue catalogue = catalogue::load_catalogue(options.store.store);
  print_catalogue(catalogue.store, selected_measurements(catalogue, options.axes, command_line));
}

ExitCode run(const Options& options, CommandLine& command_line, result::ResultDocument document) {
  std::FILE* const people = command_line.is_for_programs() ? stderr : stdout;
  initialize_google_benchmark(command_line);
  dataset::StoreOptions where = options.store;
  if (command_line.lists_only) where.differences = dataset::Differences::ignore;
  const dataset::SeededStore store = dataset::open_seeded_store(where);
  fmt::print(people, "eventstore_bench: {}, store {}, {}\n", store.description,
             store.catalogue.store.name, counted(store.manifest.events, "event"));
  std::fflush(people);

  check_options(options, store);
  auto measurements = selected_measurements(store.catalogue, options.axes, command_line);
  Workspace workspace{store, options.write_place};
  StatementStatistics statistics{store.database};
  if (!statistics.complaint().empty()) fmt::print(people, "{}\n", statistics.complaint());
  register_benchmarks(measurements, store, workspace, statistics, options);
  statistics.release();
  if (!command_line.lists_only) {
    refuse_hidden_writes(measurements, store);
    prepare_for_writes(measurements, workspace);
  }
  run_benchmarks(measurements, command_line.format);
  if (command_line.lists_only) return ExitCode::success;
  const std::exception_ptr uncleaned = failure_to_clean_up(workspace);
  document.benchmarks = judged(measurements, false, options);
  const auto not_reached = judged(measurements, true, options);
  if (document.benchmarks.empty() || output_is_closed()) stop_if_interrupted();
  print_summary(document.benchmarks, people);
  if (!not_reached.empty()) {
    fmt::print(people, "PARTIAL: {} ended the run before {} of {} cases were measured.\n",
               stop_reason(), not_reached.size(), document.benchmarks.size() + not_reached.size());
  }
  document.benchmarks.insert(document.benchmarks.end(), not_reached.begin(), not_reached.end());
  document.exit_code =
      not_reached.empty() ? exit_code_of(document.benchmarks, options.strict) : ExitCode::failure;
  const std::string usage_error = usage_error_of(measurements);
  if (!usage_error.empty()) document.exit_code = ExitCode::bad_usage;
  if (uncleaned) document.exit_code = ExitCode::failure;
  if (!options.out.empty()) {
    dataset::describe_data(document, store);
    document.environment["placement"] = describe(options.pin);
    result::write_document(document, options.out);
    fmt::print(people, "Result document: {}\n", options.out);
  }
  if (uncleaned) std::rethrow_exception(uncleaned);
  if (!usage_error.empty()) throw UsageError(usage_error);
  return document.exit_code;
}

}  // namespace eventstore::bench
