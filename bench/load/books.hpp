// What became of every event that a run appended, and of those that were there before.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/load/run_state.hpp"
#include "core/result/load.hpp"

namespace eventstore::load {

struct Books {
  result::LoadLedger ledger;
  std::vector<result::LoadCheck> checks;
  std::vector<result::LoadViolation> violations;
};

/// Before the first request of a scenario that writes: reads what has to stay as it is.  With more
/// seeded events than `max_compared` only their number.  Throws Failure and Interrupted.
void open_books(RunState& run, std::int64_t max_compared);

/// When nothing is appended any more: waits for transactions that may yet store events in doubt,
/// reads back what was stored, and holds it against what was acknowledged, refused and left in
/// doubt, and against what was there before.  Where that cannot be done, or stop_for ends the run,
/// whose data others may have changed since: ledger.unread says why, and violations are what was
/// seen during the run.
[[nodiscard]] Books check_books(RunState& run);

}  // namespace eventstore::load
