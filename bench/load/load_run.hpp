// A scenario, run: workers, and the look at them every second.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bench/load/run_state.hpp"
#include "bench/load/scenario.hpp"
#include "bench/load/step_runner.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/measure/clock.hpp"
#include "core/pg/database.hpp"
#include "core/result/load.hpp"
#include "core/tool/progress.hpp"

namespace eventstore::load {

struct RunSettings {
  std::uint64_t seed = 1;
  Verbosity verbosity = Verbosity::normal;
  /// How long processors may take to see what is acknowledged when the last writer has ended.
  measure::Duration processors_end = std::chrono::seconds{30};
  /// How much longer, where somebody's open transaction holds them back.
  measure::Duration holders_end = std::chrono::seconds{60};
  /// The server logs the plans of statements that take at least so long (plan_capture.hpp).
  std::optional<std::chrono::milliseconds> plans_from;
  measure::Duration grace = std::chrono::seconds{10};  ///< For what is due at the end.
  /// With more seeded events than that, only their number is compared with what it was.
  std::int64_t max_compared = default_compared_events;
};

/// A session for each worker.
using Runners = std::vector<std::unique_ptr<StepRunner>>;

/// As many as the scenario's pool.  Throws Failure, UsageError and Interrupted.
[[nodiscard]] Runners connect_all(RunState& run);

/// Runs the scenario of `run`, into its records, once; the books are left as they are then.
[[nodiscard]] result::LoadResult run_once(RunState& run, Runners& runners,
                                          const RunSettings& settings);

/// Runs it on `database`, which is written to, and whose data are those of `store`.  A signal ends
/// it early; what was done until then is in the result.  Throws Failure and UsageError.
[[nodiscard]] result::LoadResult run_scenario(const Scenario& scenario,
                                              const dataset::SeededStore& store,
                                              const pg::Database& database,
                                              const RunSettings& settings);

}  // namespace eventstore::load
