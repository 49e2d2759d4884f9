// Every case of the catalogue as a Google Benchmark.
#pragma once

#include <deque>

#include "bench/case_measurement.hpp"
#include "bench/options.hpp"
#include "bench/workspace.hpp"
#include "core/dataset/seeded_store.hpp"

namespace eventstore::bench {

/// A measurement for each case that --benchmark_filter selects, at each point of the axes, in the
/// catalogue's order.  Throws UsageError when there is none.
[[nodiscard]] std::deque<CaseMeasurement> selected_measurements(
    const catalogue::Catalogue& catalogue, const AxisLists& axes, const CommandLine& command_line);

/// Registers a benchmark called by its title for each measurement that applies; the others are
/// given their reason.  All arguments must outlive run_benchmarks.
void register_benchmarks(std::deque<CaseMeasurement>& measurements,
                         const dataset::SeededStore& store, Workspace& workspace,
                         StatementStatistics& statistics, const Options& options);

/// Runs what was registered; afterwards each measurement that applies has a result or a failure.
void run_benchmarks(std::deque<CaseMeasurement>& measurements, DisplayFormat format);

}  // namespace eventstore::bench
