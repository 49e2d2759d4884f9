// What was recorded, as the result document has it.
#pragma once

#include <vector>

#include "bench/load/judgement.hpp"
#include "bench/load/run_state.hpp"
#include "core/result/load.hpp"
#include "core/tool/exit_code.hpp"

namespace eventstore::load {

/// Phases, steps, journeys and thresholds of a run that went so far.
[[nodiscard]] result::LoadResult result_of(const RunState& run, const Reached& reached);

[[nodiscard]] std::vector<result::LoadViolation> violations_of(const RunState& run);

/// 6 with a violation or a count that is off; 1 where a step had no single success, or a signal
/// ended the run; 7 where its times are no verdict or a processor did not come to the end; 3 with a
/// missed threshold; else 0.
[[nodiscard]] ExitCode exit_code_of(const result::LoadResult& load);

}  // namespace eventstore::load
