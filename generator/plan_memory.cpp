#include "generator/plan_memory.hpp"

#include <fmt/format.h>

#include "core/tool/memory.hpp"
#include "core/tool/numbers.hpp"
#include "generator/continuation.hpp"
#include "generator/plan.hpp"
#include "generator/stream_lengths.hpp"

namespace eventstore::seed {

namespace {

/// An aggregate's own, and where it stands; the length that it was made of is gone by then.
constexpr std::int64_t octets_per_aggregate = sizeof(PlannedAggregate) + sizeof(AggregateHead);

}  // namespace

std::int64_t plan_memory(const Shape& shape, int connections) {
  std::int64_t aggregates = aggregates_at_most(shape.events, shape.tenants);
  for (const std::int64_t events : shape.appended) {
    aggregates += aggregates_at_most(events, shape.tenants);
  }
  // Whoever walks through a plan remembers the aggregates that are alive.
  const bool all_live = shape.interleave == Interleave::all;
  const std::int64_t alive = all_live ? connections * std::int64_t{sizeof(std::uint32_t)} : 0;
  return aggregates * (octets_per_aggregate + alive) +
         shape.tenants * std::int64_t{sizeof(PlannedTenant)};
}

void require_plan_memory(const Shape& shape, int connections) {
  require_memory(fmt::format("the plan of {}", counted(all_events(shape), "event")),
                 plan_memory(shape, connections), available_memory(),
                 "ask for fewer --events, or run it where there is more memory");
}

}  // namespace eventstore::seed
