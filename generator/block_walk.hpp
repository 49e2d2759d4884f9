// Reads a plan block by block, in global order.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "generator/plan.hpp"

namespace eventstore::seed {

/// Memory: one block, and the aggregates that are alive in it.
class BlockWalk {
 public:
  explicit BlockWalk(const Plan& plan) : plan_(plan) {}

  /// The events of a block in global order; the first one's position is
  /// plan.block_starts[block] + 1.  Blocks are read in ascending order, any of them left out.  The
  /// span lives until the next call.
  [[nodiscard]] std::span<const PlannedEvent> read(std::size_t block);

 private:
  void sort_by_time(std::int64_t first_tick);

  const Plan& plan_;
  std::uint32_t next_aggregate_ = 0;   ///< The first that has not been looked at.
  std::vector<std::uint32_t> active_;  ///< Those that may have events in this block or later.
  std::vector<PlannedEvent> events_;
  std::vector<PlannedEvent> sorted_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace eventstore::seed
