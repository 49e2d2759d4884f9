#include "bench/benchmarks.hpp"

#include <algorithm>
#include <iostream>
#include <memory>
#include <ostream>
#include <variant>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "core/cases/sources.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/terminal.hpp"

namespace eventstore::bench {

namespace {

/// Arguments are the same in every run of the same data (but for the ids of what is new).
constexpr std::uint64_t argument_seed = 42;

/// What all benchmark functions need.
struct Setting {
  const dataset::SeededStore& store;
  Workspace& workspace;
  const Options& options;
};

void make_ready(CaseMeasurement& measurement, const Setting& setting) {
  auto bound =
      cases::BoundCase::bind(measurement.operation(), measurement.which(), setting.store.manifest,
                             setting.workspace.progress(), argument_seed);
  const pg::Database& database = measurement.operation().writes() ? setting.workspace.for_writes()
                                                                  : setting.workspace.for_reads();
  measurement.make_ready(database, std::get<cases::BoundCase>(std::move(bound)),
                         setting_text(setting.options.plan_cache_mode),
                         setting.options.warm_up_seconds);
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
    stop_if_interrupted();
    if (!measurement.failure.empty()) throw Failure(measurement.failure);
    if (!measurement.is_ready()) make_ready(measurement, setting);
    Invocation& invocation = measurement.start_invocation();
    for (auto _ : state) {
      state.SetIterationTime(std::chrono::duration<double>(measurement.measure_call()).count());
    }
    report(state, invocation.latencies);
    // Of nothing there is no rate: Google's JSON would have a NaN over its repetitions.
    const auto rows = static_cast<std::int64_t>(invocation.rows);
    if (rows > 0) state.SetItemsProcessed(rows);
  } catch (const std::exception& error) {
    measurement.failure = error.what();
    state.SkipWithError(error.what());
  }
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // Google still offers CSV, so do we.
std::unique_ptr<benchmark::BenchmarkReporter> reporter_for(DisplayFormat format) {
  using Console = benchmark::ConsoleReporter;
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
  ClosingReporter(std::deque<CaseMeasurement>& measurements, DisplayFormat format)
      : measurements_(measurements), inner_(reporter_for(format)) {
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
                                                  const CommandLine& command_line) {
  std::deque<CaseMeasurement> measurements;
  for (const catalogue::Operation& operation : catalogue.operations) {
    cases::check_sources(operation);
    for (const catalogue::Case& which : operation.cases) {
      measurements.emplace_back(operation, which);
      if (!is_selected(command_line, measurements.back().title())) measurements.pop_back();
    }
  }
  if (measurements.empty()) {
    throw UsageError("no case matches --benchmark_filter; see eventstore_bench --list");
  }
  return measurements;
}

void register_benchmarks(std::deque<CaseMeasurement>& measurements,
                         const dataset::SeededStore& store, Workspace& workspace,
                         const Options& options) {
  for (CaseMeasurement& measurement : measurements) {
    const auto bound = cases::BoundCase::bind(measurement.operation(), measurement.which(),
                                              store.manifest, workspace.progress(), argument_seed);
    if (const auto* missing = std::get_if<cases::NotApplicable>(&bound)) {
      measurement.not_applicable = missing->reason;
      continue;
    }
    const auto run = [&measurement, setting = Setting{store, workspace, options}](
                         benchmark::State& state) { run_case(state, measurement, setting); };
    benchmark::RegisterBenchmark(measurement.title().c_str(), run)
        ->UseManualTime()
        ->Unit(benchmark::kMicrosecond);
  }
}

void run_benchmarks(std::deque<CaseMeasurement>& measurements, DisplayFormat format) {
  const auto applies = [](const CaseMeasurement& one) { return one.not_applicable.empty(); };
  if (std::none_of(measurements.begin(), measurements.end(), applies)) return;
  ClosingReporter reporter{measurements, format};
  const std::string everything_registered = ".";  // The filter was applied to what is registered.
  benchmark::RunSpecifiedBenchmarks(&reporter, everything_registered);
  benchmark::Shutdown();
}

}  // namespace eventstore::bench
