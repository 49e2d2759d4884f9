#include "generator/plan.hpp"

#include <algorithm>
#include <tuple>

#include "generator/stream_lengths.hpp"
#include "generator/tenant_totals.hpp"

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

PlannedAggregate place_in_time(std::uint32_t length, std::int64_t history_ticks,
                               std::uint64_t& state) {
  const LifeTime life_time = life_time_of(length);
  const std::int64_t least = history_ticks / 1000 * life_time.least;
  const std::int64_t most = history_ticks / 1000 * life_time.most;
  const auto range = static_cast<std::uint64_t>(most - least);
  const std::int64_t span = least + static_cast<std::int64_t>(below(next_bits(state), range));
  const auto room = static_cast<std::uint64_t>(history_ticks - span);
  return {.start_tick = static_cast<std::int64_t>(below(next_bits(state), room)),
          .step_ticks = span / length,
          .length = length};
}

std::vector<PlannedTenant> plan_tenants(const Shape& shape) {
  std::vector<PlannedTenant> tenants;
  for (const std::int64_t events : tenant_totals(shape.events, shape.tenants)) {
    const auto key = static_cast<std::int32_t>(tenants.size() + 1);
    tenants.push_back({.key = key, .id = tenant_id(key), .events = events});
  }
  return tenants;
}

void plan_aggregates(Plan& plan) {
  const SubjectTenants subjects = subject_tenants(plan.tenants.size());
  for (std::size_t i = 0; i < plan.tenants.size(); ++i) {
    PlannedTenant& tenant = plan.tenants[i];
    const bool is_subject = i == subjects.hot || i == subjects.middle || i == subjects.cold;
    std::uint64_t state = random_bits(plan.shape.seed, i);
    const std::vector<std::uint32_t> lengths =
        stream_lengths({.seed = next_bits(state),
                        .events = tenant.events,
                        .pinning = is_subject ? Pinning::benchmarked : Pinning::none});
    tenant.aggregates = static_cast<std::int64_t>(lengths.size());
    for (const std::uint32_t length : lengths) {
      plan.aggregates.push_back(place_in_time(length, plan.calendar.length_ticks(), state));
      plan.aggregates.back().tenant = static_cast<std::uint32_t>(i);
      if (snapshot_version(length) > 0) ++plan.snapshots;
    }
  }
  std::sort(plan.aggregates.begin(), plan.aggregates.end(), [](const auto& a, const auto& b) {
    return std::tie(a.start_tick, a.tenant, a.length, a.step_ticks) <
           std::tie(b.start_tick, b.tenant, b.length, b.step_ticks);
  });
}

/// Large enough that few aggregates are looked at in vain, small enough for a core's cache.
void cut_into_blocks(Plan& plan) {
  const std::int64_t events_per_block =
      std::clamp<std::int64_t>(plan.shape.events / 128, 8'192, 65'536);
  const std::int64_t blocks = (plan.shape.events + events_per_block - 1) / events_per_block;
  plan.block_ticks = plan.calendar.length_ticks() / blocks + 1;

  plan.block_starts.assign(static_cast<std::size_t>(blocks) + 1, 0);
  for (std::uint32_t aggregate = 0; aggregate < plan.aggregates.size(); ++aggregate) {
    for (std::uint32_t index = 0; index < plan.aggregates[aggregate].length; ++index) {
      const std::int64_t block = plan.tick_of(aggregate, index) / plan.block_ticks;
      ++plan.block_starts[static_cast<std::size_t>(block) + 1];
    }
  }
  for (std::size_t i = 1; i < plan.block_starts.size(); ++i) {
    plan.block_starts[i] += plan.block_starts[i - 1];
  }
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
  Plan plan;
  plan.shape = shape;
  plan.tenants = plan_tenants(shape);
  plan_aggregates(plan);
  cut_into_blocks(plan);
  return plan;
}

}  // namespace eventstore::seed
