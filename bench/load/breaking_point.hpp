// Looks for the highest rate of an operation at which what is asked of it still holds.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "bench/load/scenario.hpp"
#include "bench/load/seeded_data.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/pg/database.hpp"
#include "core/result/breaking_point.hpp"
#include "core/tool/exit_code.hpp"
#include "core/tool/progress.hpp"

namespace eventstore::load {

struct BreakingPointSettings {
  std::string operation;  ///< OPERATION or OPERATION/CASE.
  Threshold slo;
  int connections = 20;
  double start_rate = 100.0;
  measure::Duration window = std::chrono::seconds{3};
  Tenants tenants = Tenants::seeded;
  std::uint64_t seed = 1;
  Verbosity verbosity = Verbosity::normal;
  /// As RunSettings has it.
  std::int64_t max_compared = default_compared_events;
};

/// Writes to `database`, whose data are those of `store`.  A signal ends it early, with what is
/// known until then.  Throws Failure and UsageError.
[[nodiscard]] result::BreakingPoint find_breaking_point(const BreakingPointSettings& settings,
                                                        const dataset::SeededStore& store,
                                                        const pg::Database& database);

/// 6 with a violation, 1 when it was stopped or no single request succeeded, 3 when not even the
/// start held, 7 when the generator was the limit, 0.
[[nodiscard]] ExitCode exit_code_of(const result::BreakingPoint& point);

}  // namespace eventstore::load
