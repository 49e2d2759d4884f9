#include "generator/aggregate_placement.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/tool/interrupt.hpp"

namespace eventstore::seed {

namespace {

/// How long an aggregate lives, in thousandths of the whole history: a few days, some weeks, or
/// three to six months.
struct LifeTime {
  std::int64_t least;
  std::int64_t most;
};

LifeTime life_time_of(std::uint32_t length) {
  if (length <= 10) return {3, 28};
  if (length <= 100) return {55, 250};
  return {500, 930};
}

/// A life of `span` ticks somewhere in the history.
void place(PlannedAggregate& planned, std::int64_t span, std::int64_t history_ticks,
           std::uint64_t& state) {
  const auto room = static_cast<std::uint64_t>(history_ticks - span);
  planned.start_tick = static_cast<std::int64_t>(below(next_bits(state), room));
  planned.step_ticks = span / planned.length;
}

void place_by_life_time(PlannedAggregate& planned, std::int64_t history_ticks,
                        std::uint64_t& state) {
  const LifeTime life_time = life_time_of(planned.length);
  const std::int64_t least = history_ticks / 1000 * life_time.least;
  const std::int64_t most = history_ticks / 1000 * life_time.most;
  const auto range = static_cast<std::uint64_t>(most - least);
  place(planned, least + static_cast<std::int64_t>(below(next_bits(state), range)), history_ticks,
        state);
}

/// Over the whole history, but for the step after the last event.
void place_everywhere(PlannedAggregate& planned, std::int64_t history_ticks, std::uint64_t& state) {
  place(planned, history_ticks / (planned.length + 1) * planned.length, history_ticks, state);
}

/// In random order, without a gap.
void place_one_after_another(Plan& plan, std::uint64_t state) {
  std::vector<PlannedAggregate>& aggregates = plan.aggregates;
  std::int64_t events = 0;
  InterruptPoll poll;
  for (std::size_t i = 0; i < aggregates.size(); ++i) {
    poll.step();
    std::swap(aggregates[i], aggregates[i + below(next_bits(state), aggregates.size() - i)]);
    events += aggregates[i].length;
  }
  const std::int64_t step = plan.calendar.length_ticks() / events;
  std::int64_t start = 0;
  for (PlannedAggregate& planned : aggregates) {
    planned.start_tick = start;
    planned.step_ticks = step;
    start += step * planned.length;
  }
}

constexpr std::uint64_t placement_salt = 0x706C616365ULL << 16U;
constexpr std::uint64_t parent_salt = 0x706172656E74ULL << 8U;
constexpr int ancestors_max = 3;

}  // namespace

void place_in_time(Plan& plan) {
  const std::int64_t history_ticks = plan.calendar.length_ticks();
  std::uint64_t state = random_bits(plan.shape.seed ^ placement_salt,
                                    static_cast<std::uint64_t>(plan.calendar.end_week()));
  if (plan.shape.interleave == Interleave::none) {
    place_one_after_another(plan, state);
    return;
  }
  const auto place_one =
      plan.shape.interleave == Interleave::all ? place_everywhere : place_by_life_time;
  InterruptPoll poll;
  for (PlannedAggregate& planned : plan.aggregates) {
    poll.step();
    place_one(planned, history_ticks, state);
  }
  const auto order = [](const PlannedAggregate& planned) {
    return std::tie(planned.start_tick, planned.tenant, planned.length, planned.step_ticks,
                    planned.number);
  };
  std::sort(plan.aggregates.begin(), plan.aggregates.end(), [&](const auto& a, const auto& b) {
    poll.step();
    return order(a) < order(b);
  });
}

void number_new_aggregates(Plan& plan, std::uint32_t first) {
  std::vector<std::uint32_t> latest(plan.tenants.size(), PlannedAggregate::nobody);
  std::vector<std::uint8_t> ancestors(plan.aggregates.size(), 0);
  InterruptPoll poll;
  for (std::uint32_t i = 0; i < plan.aggregates.size(); ++i) {
    poll.step();
    PlannedAggregate& planned = plan.aggregates[i];
    const std::uint32_t candidate = std::exchange(latest[planned.tenant], i);
    if (planned.before > 0) continue;
    planned.number = first++;
    if (candidate == PlannedAggregate::nobody || ancestors[candidate] == ancestors_max) continue;
    if (below(random_bits(plan.shape.seed ^ parent_salt, planned.number), 3) != 0) continue;
    planned.parent = candidate;
    ancestors[i] = static_cast<std::uint8_t>(ancestors[candidate] + 1);
  }
}

}  // namespace eventstore::seed
