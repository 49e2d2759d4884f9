#include "generator/plan.hpp"

#include <algorithm>

#include "core/tool/interrupt.hpp"
#include "generator/aggregate_placement.hpp"
#include "generator/continuation.hpp"
#include "generator/stream_lengths.hpp"
#include "generator/tenant_totals.hpp"

namespace eventstore::seed {

namespace {

/// Tenants and their shares; no aggregates yet.
Plan plan_tenants(const Shape& shape, std::int64_t events, std::int64_t least) {
  Plan plan;
  plan.shape = shape;
  // Growing by doubling, it would take twice as much for a moment.
  plan.aggregates.reserve(static_cast<std::size_t>(aggregates_at_most(events, shape.tenants)));
  for (const std::int64_t total : tenant_totals(events, shape.tenants, shape.tenant_skew, least)) {
    const auto key = static_cast<std::int32_t>(plan.tenants.size() + 1);
    plan.tenants.push_back({.key = key, .id = tenant_id(key), .events = total});
  }
  return plan;
}

void add_new_aggregates(Plan& plan, std::size_t tenant, const std::vector<std::uint32_t>& lengths) {
  plan.tenants[tenant].aggregates = static_cast<std::int64_t>(lengths.size());
  plan.new_aggregates += plan.tenants[tenant].aggregates;
  InterruptPoll poll;
  for (const std::uint32_t length : lengths) {
    poll.step();
    plan.aggregates.push_back({.length = length, .tenant = static_cast<std::uint32_t>(tenant)});
  }
}

void count_snapshots(Plan& plan) {
  InterruptPoll poll;
  for (const PlannedAggregate& planned : plan.aggregates) {
    poll.step();
    if (!plan.makes_snapshot(planned)) continue;
    const bool is_first = snapshot_version(planned.before, plan.shape.snapshot_every) == 0;
    ++(is_first ? plan.new_snapshots : plan.moved_snapshots);
  }
}

/// Large enough that few aggregates are looked at in vain, small enough for a core's cache.
void cut_into_blocks(Plan& plan, std::int64_t events, std::int64_t first_position) {
  const std::int64_t events_per_block = std::clamp<std::int64_t>(events / 128, 8'192, 65'536);
  const std::int64_t blocks = (events + events_per_block - 1) / events_per_block;
  plan.block_ticks = plan.calendar.length_ticks() / blocks + 1;

  plan.block_starts.assign(static_cast<std::size_t>(blocks) + 1, 0);
  InterruptPoll poll;
  for (std::uint32_t aggregate = 0; aggregate < plan.aggregates.size(); ++aggregate) {
    poll.step();
    for (std::uint32_t index = 0; index < plan.aggregates[aggregate].length; ++index) {
      const std::int64_t block = plan.tick_of(aggregate, index) / plan.block_ticks;
      ++plan.block_starts[static_cast<std::size_t>(block) + 1];
    }
  }
  plan.block_starts.front() = first_position;
  for (std::size_t i = 1; i < plan.block_starts.size(); ++i) {
    plan.block_starts[i] += plan.block_starts[i - 1];
  }
}

/// What one --append adds takes as long as it took to get there, event for event, in whole weeks,
/// one at least; but no more than five years, which also keeps products of ticks within 63 bits
/// (Plan::tick_of).
Calendar calendar_after(const Plan& last, const Shape& shape, std::int64_t events) {
  const std::int64_t weeks = (Calendar::half_year * events + shape.events - 1) / shape.events;
  return Calendar{last.calendar.end_week(), std::min(weeks, 10 * Calendar::half_year)};
}

Plan append_plan(const std::vector<Plan>& earlier, std::int64_t events) {
  const Plan& last = earlier.back();
  const Shape& shape = last.shape;
  Plan plan = plan_tenants(shape, events, 0);
  plan.calendar = calendar_after(last, shape, events);
  const std::vector<AggregateHead> heads = aggregate_heads(earlier);
  const std::vector<std::int64_t> left = continue_aggregates(plan, heads);
  for (std::size_t i = 0; i < plan.tenants.size(); ++i) {
    add_new_aggregates(plan, i,
                       stream_lengths({.seed = random_bits(shape.seed + heads.size(), i),
                                       .events = left[i],
                                       .pinning = Pinning::none}));
  }
  place_in_time(plan);
  number_new_aggregates(plan, static_cast<std::uint32_t>(heads.size()));
  count_snapshots(plan);
  cut_into_blocks(plan, events, last.block_starts.back());
  return plan;
}

}  // namespace

std::uint32_t Plan::events_before(std::uint32_t aggregate, std::int64_t tick) const {
  const PlannedAggregate& planned = aggregates[aggregate];
  if (tick <= planned.start_tick) return 0;
  const std::int64_t whole_steps = (tick - planned.start_tick) / planned.step_ticks;
  if (whole_steps >= planned.length) return planned.length;
  const auto index = static_cast<std::uint32_t>(whole_steps);
  return tick_of(aggregate, index) < tick ? index + 1 : index;
}

Plan make_plan(const Shape& shape) {
  Plan plan = plan_tenants(shape, shape.events, 1);
  const SubjectTenants subjects = subject_tenants(plan.tenants.size());
  for (std::size_t i = 0; i < plan.tenants.size(); ++i) {
    const bool is_subject = i == subjects.hot || i == subjects.middle || i == subjects.cold;
    add_new_aggregates(
        plan, i,
        stream_lengths({.seed = random_bits(shape.seed, i),
                        .events = plan.tenants[i].events,
                        .pinning = is_subject ? Pinning::benchmarked : Pinning::none}));
  }
  place_in_time(plan);
  number_new_aggregates(plan, 0);
  count_snapshots(plan);
  cut_into_blocks(plan, shape.events, 0);
  return plan;
}

std::vector<Plan> make_plans(const Shape& shape) {
  std::vector<Plan> plans{make_plan(shape)};
  for (const std::int64_t events : shape.appended) plans.push_back(append_plan(plans, events));
  return plans;
}

}  // namespace eventstore::seed
