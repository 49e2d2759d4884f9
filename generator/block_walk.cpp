#include "generator/block_walk.hpp"

#include <algorithm>

namespace eventstore::seed {

std::span<const PlannedEvent> BlockWalk::read(std::size_t block) {
  const std::int64_t first_tick = static_cast<std::int64_t>(block) * plan_.block_ticks;
  const std::int64_t end_tick = first_tick + plan_.block_ticks;
  while (next_aggregate_ < plan_.aggregates.size() &&
         plan_.aggregates[next_aggregate_].start_tick < end_tick) {
    active_.push_back(next_aggregate_++);
  }
  std::erase_if(active_, [&](std::uint32_t aggregate) {
    return plan_.last_tick_max(aggregate) <= first_tick;
  });

  events_.clear();
  for (const std::uint32_t aggregate : active_) {
    const std::uint32_t length = plan_.aggregates[aggregate].length;
    for (std::uint32_t index = plan_.events_before(aggregate, first_tick); index < length;
         ++index) {
      const std::int64_t tick = plan_.tick_of(aggregate, index);
      if (tick >= end_tick) break;
      events_.push_back({.tick = tick, .aggregate = aggregate, .index = index});
    }
  }
  sort_by_time(first_tick);
  return sorted_;
}

/// Events are spread evenly over a block's time: they are dealt into as many slices of time as
/// there are events, which leaves next to nothing for the final insertion sort.
void BlockWalk::sort_by_time(std::int64_t first_tick) {
  const std::size_t slices = events_.size() + 1;
  const std::int64_t slice_ticks = plan_.block_ticks / static_cast<std::int64_t>(slices) + 1;
  const auto slice_of = [&](const PlannedEvent& event) {
    return static_cast<std::size_t>((event.tick - first_tick) / slice_ticks);
  };
  slots_.assign(slices + 1, 0);
  for (const PlannedEvent& event : events_) ++slots_[slice_of(event) + 1];
  for (std::size_t i = 1; i < slots_.size(); ++i) slots_[i] += slots_[i - 1];
  sorted_.resize(events_.size());
  for (const PlannedEvent& event : events_) sorted_[slots_[slice_of(event)]++] = event;

  for (std::size_t i = 1; i < sorted_.size(); ++i) {
    const PlannedEvent event = sorted_[i];
    std::size_t to = i;
    for (; to > 0 && event < sorted_[to - 1]; --to) sorted_[to] = sorted_[to - 1];
    sorted_[to] = event;
  }
}

}  // namespace eventstore::seed
