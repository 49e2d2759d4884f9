// A scenario, run: workers, the look at them every second, and the books afterwards.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "bench/load/scenario.hpp"
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
};

/// Runs it on `database`, which is written to, and whose data are those of `store`.  A signal ends
/// it early; what was done until then is in the result.  Throws Failure and UsageError.
[[nodiscard]] result::LoadResult run_scenario(const Scenario& scenario,
                                              const dataset::SeededStore& store,
                                              const pg::Database& database,
                                              const RunSettings& settings);

}  // namespace eventstore::load
