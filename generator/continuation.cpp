#include "generator/continuation.hpp"

#include <algorithm>

#include "core/events/content.hpp"
#include "core/tool/interrupt.hpp"
#include "generator/stream_lengths.hpp"

namespace eventstore::seed {

namespace {

constexpr std::uint64_t continuation_salt = 0x6D6F7265ULL << 24U;

}  // namespace

std::vector<AggregateHead> aggregate_heads(std::span<const Plan> plans) {
  std::vector<AggregateHead> heads;
  InterruptPoll poll;
  for (const Plan& plan : plans) {
    heads.resize(heads.size() + static_cast<std::size_t>(plan.new_aggregates));
    for (const PlannedAggregate& planned : plan.aggregates) {
      poll.step();
      heads[planned.number] = {.tenant = planned.tenant, .version = planned.version()};
    }
  }
  return heads;
}

std::vector<std::int64_t> continue_aggregates(Plan& plan, std::span<const AggregateHead> heads) {
  std::vector<std::int64_t> left;
  for (const PlannedTenant& tenant : plan.tenants) left.push_back(tenant.events);
  std::uint64_t state = random_bits(plan.shape.seed ^ continuation_salt, heads.size());
  InterruptPoll poll;
  for (std::size_t number = heads.size(); number-- > 0;) {
    poll.step();
    const AggregateHead& head = heads[number];
    const std::int64_t to_give = left[head.tenant] - plan.tenants[head.tenant].events / 2;
    const EventKey last{.seed = plan.shape.seed,
                        .aggregate = number,
                        .sequence_number = head.version,
                        .length = head.version};
    if (to_give <= 0 || head.version >= stream_length_max || !can_continue(last)) continue;
    const std::int64_t room = std::min<std::int64_t>(stream_length_max - head.version, to_give);
    const auto length =
        static_cast<std::uint32_t>(std::min<std::int64_t>(draw_stream_length(state), room));
    plan.aggregates.push_back({.length = length,
                               .tenant = head.tenant,
                               .number = static_cast<std::uint32_t>(number),
                               .before = head.version});
    left[head.tenant] -= length;
  }
  return left;
}

}  // namespace eventstore::seed
