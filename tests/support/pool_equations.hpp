// The equations of core/engine/pool_gate.hpp.
#pragma once

#include "core/engine/pool_gate.hpp"

namespace eventstore::tests {

/// Whether the counts of a pool of that capacity add up, whatever is going on in it.
[[nodiscard]] inline bool add_up(const engine::PoolCounts& counts, int capacity) {
  const auto sum = [](auto... numbers) { return (static_cast<std::uint64_t>(numbers) + ...); };
  const std::uint64_t open =
      sum(counts.idle, counts.checking, counts.connecting, counts.in_use, counts.closing);
  return counts.requests == sum(counts.acquired, counts.rejected, counts.failed, counts.waiting,
                                counts.checking, counts.connecting) &&
         counts.acquired == sum(counts.released, counts.in_use) &&
         counts.created ==
             sum(counts.discarded, counts.idle, counts.checking, counts.in_use, counts.closing) &&
         counts.discarded == sum(counts.unfit, counts.dead, counts.closed) &&
         counts.dead <= counts.checks && open <= sum(counts.most_open) &&
         counts.in_use <= counts.most_in_use && counts.most_in_use <= counts.most_open &&
         counts.most_open <= capacity;
}

/// And nobody is within the pool: what was asked for has ended.
[[nodiscard]] inline bool is_quiet(const engine::PoolCounts& counts) {
  return counts.waiting + counts.checking + counts.connecting + counts.in_use + counts.closing == 0;
}

}  // namespace eventstore::tests
