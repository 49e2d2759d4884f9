// What an --append goes on with: the aggregates that there are, and which of them get more events.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "generator/plan.hpp"

namespace eventstore::seed {

/// Where an aggregate stands.
struct AggregateHead {
  std::uint32_t tenant = 0;
  std::uint32_t version = 0;
};

/// Of every aggregate of these plans, by number.
[[nodiscard]] std::vector<AggregateHead> aggregate_heads(std::span<const Plan> plans);

/// Adds aggregates that get more events, the youngest first, until about half of each tenant's
/// events are given away: only such as are not final, and stay at 1000 events at most.  Returns how
/// many events each tenant has left.
[[nodiscard]] std::vector<std::int64_t> continue_aggregates(Plan& plan,
                                                            std::span<const AggregateHead> heads);

}  // namespace eventstore::seed
