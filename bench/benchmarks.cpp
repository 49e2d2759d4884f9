#include "bench/benchmarks.hpp"

#include <algorithm>
#include <iostream>
#include <memory>
#include <ostream>
#include <utility>
#include <variant>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "bench/case_arguments.hpp"
#include "core/cases/sources.hpp"
#include "core/server/cold_start.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/progress.hpp"
#include "core/tool/terminal.hpp"

namespace eventstore::bench {

namespace {

/// What all benchmark functions need.
struct Setting {
  const dataset::SeededStore& store;
  Workspace& workspace;
  StatementStatistics& statistics;
  const Options& options;
};

MeasurementSettings settings_of(const Options& options) {
  return {.plan_cache_mode = setting_text(options.plan_cache_mode),
          .pin = options.pin,
          .warm_up_seconds_most = options.warm_up_seconds,
          .variation_bound = options.steady};
}

/// Why the case cannot be measured so; empty when it can.
std::string misfit(const CaseMeasurement& measurement, const Setting& setting) {
  const catalogue::Operation& operation = measurement.operation();
  const Axes& axes = measurement.axes();
  const bool is_explicit =
      operation.transaction == catalogue::TransactionMode::explicit_read_committed;
  if (axes.protocol == Protocol::pipeline && (operation.steps.size() > 1 || is_explicit)) {
    return "a pipeline takes operations of one statement";
  }
  if (axes.protocol == Protocol::pipeline && operation.writes() &&
      measurement.which().settings.contains("length")) {
    return "in a pipeline, writes to the same aggregate would not know of each other";
  }
  if (axes.cache == Cache::cold && axes.threads > 1) {
    return "one call at a time finds cold caches";
  }
  if (axes.cache == Cache::cold && operation.writes()) {
    return "cold caches need a restart, and the copy that writes go to does not outlive one";
  }
  const auto bound =
      case_arguments(measurement, setting.store, setting.workspace.progress_of(operation));
  if (const auto* missing = std::get_if<cases::NotApplicable>(&bound)) return missing->reason;
  return "";
}

std::vector<cases::BoundCase> arguments_for(const CaseMeasurement& measurement,
                                            const Setting& setting) {
  return std::get<std::vector<cases::BoundCase>>(case_arguments(
      measurement, setting.store, setting.workspace.progress_of(measurement.operation())));
}

void make_ready(CaseMeasurement& measurement, const Setting& setting) {
  const pg::Database& database = setting.workspace.database_of(measurement.operation());
  measurement.make_ready(database, setting.store.catalogue.store,
                         arguments_for(measurement, setting), settings_of(setting.options),
                         setting.statistics);
}

double measure_cold(CaseMeasurement& measurement, std::uint64_t calls, const Setting& setting) {
  const auto connect = [&] {
    return Worker{setting.store.database,
                  setting.store.catalogue.store,
                  measurement.operation(),
                  measurement.which(),
                  std::move(arguments_for(measurement, setting).front()),
                  {.plan_cache_mode = setting_text(setting.options.plan_cache_mode),
                   .axes = measurement.axes(),
                   .pin = setting.options.pin}};
  };
  return measurement.measure_cold(calls, server::restart_cold, connect).seconds;
}

/// All iterations that Google Benchmark asks for, as one batch: an iteration is a call of each
/// thread, and its time what the clock says.
double measure_batch(CaseMeasurement& measurement, std::uint64_t calls, const Setting& setting) {
  if (measurement.axes().cache == Cache::cold) return measure_cold(measurement, calls, setting);
  if (!measurement.is_ready()) make_ready(measurement, setting);
  return measurement.measure(calls * static_cast<std::uint64_t>(measurement.axes().threads))
      .seconds;
}

/// In microseconds; Google Benchmark's own time column is in the same unit.
void report(benchmark::State& state, const measure::Histogram& latencies) {
  const auto us = [](std::uint64_t ns) { return static_cast<double>(ns) / 1000.0; };
  state.counters["p50_us"] = us(latencies.percentile(50));
  state.counters["p95_us"] = us(latencies.percentile(95));
  state.counters["p99_us"] = us(latencies.percentile(99));
  state.counters["max_us"] = us(latencies.max());
  state.counters["samples"] = static_cast<double>(latencies.count());
}

void run_case(benchmark::State& state, CaseMeasurement& measurement, const Setting& setting) {
  try {
    look_for_reader();
    stop_if_interrupted();
    if (!measurement.failure.empty()) throw Failure(measurement.failure);
    const auto calls = static_cast<benchmark::IterationCount>(state.max_iterations);
    while (state.KeepRunningBatch(calls)) {
      const double seconds = measure_batch(measurement, static_cast<std::uint64_t>(calls), setting);
      state.SetIterationTime(seconds);
    }
    const Recording& recorded = measurement.last().recording;
    report(state, recorded.latencies);
    // Of nothing there is no rate: Google's JSON would have a NaN over its repetitions.
    const auto rows = static_cast<std::int64_t>(recorded.rows);
    if (rows > 0) state.SetItemsProcessed(rows);
  } catch (const Interrupted& error) {
    measurement.ended_by_signal = true;
    state.SkipWithError(error.what());
  } catch (const UnexpectedOutcome& error) {
    measurement.failure = error.what();
    merge(measurement.errors, {error.error()});
    state.SkipWithError(error.what());
  } catch (const UsageError& error) {
    measurement.failure = error.what();
    measurement.usage_error = error.what();
    state.SkipWithError(error.what());
  } catch (const std::exception& error) {
    measurement.failure = error.what();
    state.SkipWithError(error.what());
  }
}

/// Where no format of Google's is asked for: the summary has all that its table says.  A terminal
/// has a live line of each measurement (bench/observer); elsewhere there is a line now and then.
class NoReporter : public benchmark::BenchmarkReporter {
 public:
  explicit NoReporter(std::int64_t cases)
      : cases_(cases),
        progress_(terminal_of(stderr).width > 0 ? Verbosity::quiet : Verbosity::normal, stderr,
                  terminal_of(stderr)) {}

  bool ReportContext(const Context&) override {
    progress_.begin("measuring", cases_, "case");
    return true;
  }

  void ReportRuns(const std::vector<Run>& runs) override {
    const auto is_case = [](const Run& run) { return run.run_type == Run::RT_Iteration; };
    if (interrupted()) return;  // What is reported now was not measured.
    if (std::any_of(runs.begin(), runs.end(), is_case)) progress_.update(++done_);
  }

  void Finalize() override { progress_.end(done_); }

 private:
  std::int64_t cases_;
  std::int64_t done_ = 0;
  Progress progress_;
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // Google still offers CSV, so do we.
std::unique_ptr<benchmark::BenchmarkReporter> reporter_for(DisplayFormat format,
                                                           std::size_t cases) {
  using Console = benchmark::ConsoleReporter;
  if (format == DisplayFormat::none)
    return std::make_unique<NoReporter>(static_cast<std::int64_t>(cases));
  if (format == DisplayFormat::json) return std::make_unique<benchmark::JSONReporter>();
  if (format == DisplayFormat::csv) return std::make_unique<benchmark::CSVReporter>();
  return std::make_unique<Console>(terminal_of(stdout).colour ? Console::OO_Color
                                                              : Console::OO_None);
}
#pragma GCC diagnostic pop

/// Passes everything on to Google's reporter, and closes each measurement when its last repetition
/// was reported: only then is it known which invocations counted.
class ClosingReporter : public benchmark::BenchmarkReporter {
 public:
  ClosingReporter(std::deque<CaseMeasurement>& measurements, DisplayFormat format,
                  std::size_t cases)
      : measurements_(measurements), inner_(reporter_for(format, cases)) {
    inner_->SetOutputStream(&std::cout);
    inner_->SetErrorStream(&nowhere_);
  }

  bool ReportContext(const Context& context) override { return inner_->ReportContext(context); }

  void ReportRuns(const std::vector<Run>& runs) override {
    const auto counts = [](const Run& run) { return run.run_type == Run::RT_Iteration; };
    const auto count = std::count_if(runs.begin(), runs.end(), counts);
    for (CaseMeasurement& measurement : measurements_) {
      if (runs.empty() || runs.front().run_name.function_name != measurement.title()) continue;
      measurement.finish(static_cast<std::size_t>(count));
    }
    inner_->ReportRuns(runs);
  }

  void Finalize() override { inner_->Finalize(); }

 private:
  std::deque<CaseMeasurement>& measurements_;
  std::unique_ptr<benchmark::BenchmarkReporter> inner_;
  /// For what Google says of the machine and of how it was packaged: the result document has the
  /// former, and the latter ("built as DEBUG" in Debian) has no part in our clock.
  std::ostream nowhere_{nullptr};
};

}  // namespace

std::deque<CaseMeasurement> selected_measurements(const catalogue::Catalogue& catalogue,
                                                  const AxisLists& axes,
                                                  const CommandLine& command_line) {
  std::deque<CaseMeasurement> measurements;
  for (const catalogue::Operation& operation : catalogue.operations) {
    cases::check_sources(operation);
    for (const catalogue::Case& which : operation.cases) {
      for (const Axes& point : axes.points_for(operation)) {
        measurements.emplace_back(operation, which, point);
        const std::string title = measurements.back().title();
        const std::string name = operation.title() + "/" + which.name;
        if (!is_selected(command_line, {name, title})) measurements.pop_back();
      }
    }
  }
  if (measurements.empty()) {
    throw UsageError("no case matches --benchmark_filter; see eventstore_bench --list");
  }
  return measurements;
}

void register_benchmarks(std::deque<CaseMeasurement>& measurements,
                         const dataset::SeededStore& store, Workspace& workspace,
                         StatementStatistics& statistics, const Options& options) {
  constexpr benchmark::IterationCount cold_calls = 10;
  const Setting setting{store, workspace, statistics, options};
  for (CaseMeasurement& measurement : measurements) {
    measurement.not_applicable = misfit(measurement, setting);
    if (!measurement.not_applicable.empty()) continue;
    const auto run = [&measurement, setting](benchmark::State& state) {
      run_case(state, measurement, setting);
    };
    auto* const registered = benchmark::RegisterBenchmark(measurement.title().c_str(), run)
                                 ->UseManualTime()
                                 ->Unit(benchmark::kMicrosecond);
    if (measurement.axes().cache == Cache::cold) registered->Iterations(cold_calls);
  }
}

void run_benchmarks(std::deque<CaseMeasurement>& measurements, DisplayFormat format) {
  const auto applies = [](const CaseMeasurement& one) { return one.not_applicable.empty(); };
  const auto cases = std::count_if(measurements.begin(), measurements.end(), applies);
  if (cases == 0) return;
  ClosingReporter reporter{measurements, format, static_cast<std::size_t>(cases)};
  const std::string everything_registered = ".";  // The filter was applied to what is registered.
  benchmark::RunSpecifiedBenchmarks(&reporter, everything_registered);
  benchmark::Shutdown();
}

}  // namespace eventstore::bench
