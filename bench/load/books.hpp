// What became of every event that a run appended.
#pragma once

#include <vector>

#include "bench/load/run_state.hpp"
#include "core/result/load.hpp"

namespace eventstore::load {

struct Books {
  result::LoadLedger ledger;
  std::vector<result::LoadCheck> checks;
  std::vector<result::LoadViolation> violations;
};

/// When nothing is appended any more: waits for transactions that may yet store events in doubt,
/// reads back what was stored, and holds it against what was acknowledged, refused and left in
/// doubt.  Throws Failure and Interrupted.
[[nodiscard]] Books check_books(RunState& run);

}  // namespace eventstore::load
