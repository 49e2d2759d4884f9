// Looks at all positions with several threads, and finds the first at which something is wrong.
#pragma once

#include <cstdint>
#include <functional>

#include "generator/row_intake.hpp"

namespace eventstore::seed {

/// Positions from `first` to before `end`, or to the last where there are fewer.
struct PositionRange {
  std::int64_t first = 0;
  std::int64_t end = 0;
};

/// Calls `check(range)` for parts of 1 to `events`, on `threads` threads; it returns what is wrong
/// at the first position of the range at which something is.  Returns that of the first range that
/// has any, whatever the number of threads.  Throws what `check` throws, Interrupted.
[[nodiscard]] Complaint first_wrong(std::int64_t events, int threads,
                                    const std::function<Complaint(PositionRange)>& check);

}  // namespace eventstore::seed
