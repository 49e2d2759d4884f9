#include "generator/landmarks.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

#include "core/events/content.hpp"
#include "core/tool/interrupt.hpp"
#include "generator/block_walk.hpp"
#include "generator/continuation.hpp"
#include "generator/event_factory.hpp"
#include "generator/stream_lengths.hpp"

namespace eventstore::seed {

namespace {

/// As many as a benchmark needs to go round without meeting the same rows too often.
constexpr std::int64_t samples_max = 64;

/// An index in Plan::tenants, or all of them.
using Tenant = std::optional<std::uint32_t>;

bool belongs(const Plan& plan, std::uint32_t aggregate, Tenant tenant) {
  return !tenant || plan.aggregates[aggregate].tenant == *tenant;
}

/// The tenant's events in this plan before each of its blocks; then all of them.
std::vector<std::int64_t> ranks_of(const Plan& plan, Tenant tenant) {
  std::vector<std::int64_t> ranks(plan.block_starts.size(), 0);
  InterruptPoll poll;
  for (std::uint32_t aggregate = 0; aggregate < plan.aggregates.size(); ++aggregate) {
    poll.step();
    if (!belongs(plan, aggregate, tenant)) continue;
    for (std::uint32_t index = 0; index < plan.aggregates[aggregate].length; ++index) {
      ++ranks[static_cast<std::size_t>(plan.tick_of(aggregate, index) / plan.block_ticks) + 1];
    }
  }
  for (std::size_t i = 1; i < ranks.size(); ++i) ranks[i] += ranks[i - 1];
  return ranks;
}

/// A token that has seen the first `rank` of the tenant's events in this plan; rank > 0.
dataset::Token token_after(const Plan& plan, Tenant tenant, std::span<const std::int64_t> ranks,
                           std::int64_t rank) {
  const auto next = std::lower_bound(ranks.begin(), ranks.end(), rank);
  const auto block = static_cast<std::size_t>(next - ranks.begin()) - 1;
  std::int64_t position = plan.block_starts[block];
  std::int64_t seen = ranks[block];
  BlockWalk walk{plan};
  for (const PlannedEvent& planned : walk.read(block)) {
    ++position;
    if (!belongs(plan, planned.aggregate, tenant) || ++seen < rank) continue;
    return {.transaction_id = seeded_transaction_id,
            .position = position,
            .timestamp_us = plan.calendar.unix_us(planned.tick)};
  }
  return {};
}

dataset::TokenSubjects tokens_of(std::span<const Plan> plans, Tenant tenant) {
  std::vector<std::vector<std::int64_t>> ranks;
  std::int64_t all = 0;
  for (const Plan& plan : plans) {
    ranks.push_back(ranks_of(plan, tenant));
    all += ranks.back().back();
  }
  const auto after = [&](std::int64_t rank) -> dataset::Token {
    for (std::size_t i = 0; i < plans.size(); ++i) {
      if (rank <= ranks[i].back()) return token_after(plans[i], tenant, ranks[i], rank);
      rank -= ranks[i].back();
    }
    return {};
  };
  // The tail is before the first event, and has its time; so is the middle of a single one.
  dataset::Token tail = after(1);
  tail.position = 0;
  return {.tail = tail, .middle = all < 2 ? tail : after(all / 2), .head = after(all)};
}

/// Chooses up to `samples_max` of `count` things that are met one by one, evenly spread.
class Spread {
 public:
  explicit Spread(std::int64_t count) : count_(count) {}
  [[nodiscard]] bool takes_next() {
    const std::int64_t samples = std::min(count_, samples_max);
    const std::int64_t before = met_ * samples / count_;
    ++met_;
    return met_ * samples / count_ != before;
  }

 private:
  std::int64_t count_;
  std::int64_t met_ = 0;
};

std::map<std::int64_t, std::vector<dataset::AggregateSubject>> aggregates_by_version(
    std::uint64_t seed, std::span<const AggregateHead> heads, std::uint32_t tenant) {
  std::map<std::uint32_t, std::int64_t> counts;
  const auto is_wanted = [&](const AggregateHead& head) {
    return head.tenant == tenant && std::find(pinned_lengths.begin(), pinned_lengths.end(),
                                              head.version) != pinned_lengths.end();
  };
  for (const AggregateHead& head : heads) {
    if (is_wanted(head)) ++counts[head.version];
  }
  std::map<std::uint32_t, Spread> spreads;
  for (const auto& [version, count] : counts) spreads.emplace(version, Spread{count});

  std::map<std::int64_t, std::vector<dataset::AggregateSubject>> found;
  for (std::size_t number = 0; number < heads.size(); ++number) {
    const AggregateHead& head = heads[number];
    if (!is_wanted(head) || !spreads.at(head.version).takes_next()) continue;
    found[head.version].push_back({.id = to_text(aggregate_id(seed, number)),
                                   .type = std::string{aggregate_type(seed, number)},
                                   .version = head.version});
  }
  return found;
}

std::vector<std::string> event_ids_of(std::span<const Plan> plans, std::uint32_t tenant) {
  const auto is_wanted = [&](const PlannedAggregate& planned) { return planned.tenant == tenant; };
  std::int64_t count = 0;
  for (const Plan& plan : plans) {
    count += std::count_if(plan.aggregates.begin(), plan.aggregates.end(), is_wanted);
  }
  std::vector<std::string> ids;
  Spread spread{count};
  for (const Plan& plan : plans) {
    const EventFactory factory{plan};
    for (std::uint32_t aggregate = 0; aggregate < plan.aggregates.size(); ++aggregate) {
      const PlannedAggregate& planned = plan.aggregates[aggregate];
      if (!is_wanted(planned) || !spread.takes_next()) continue;
      const auto index = static_cast<std::uint32_t>(
          below(random_bits(plan.shape.seed, planned.number), planned.length));
      ids.push_back(to_text(factory.event_id(aggregate, index)));
    }
  }
  return ids;
}

std::vector<dataset::TenantTotal> tenant_totals_of(std::span<const Plan> plans) {
  std::vector<dataset::TenantTotal> totals;
  for (const PlannedTenant& tenant : plans.front().tenants) {
    totals.push_back({.key = tenant.key, .id = tenant.id});
  }
  for (const Plan& plan : plans) {
    for (std::size_t i = 0; i < totals.size(); ++i) {
      totals[i].events += plan.tenants[i].events;
      totals[i].aggregates += plan.tenants[i].aggregates;
    }
  }
  return totals;
}

}  // namespace

void add_landmarks(dataset::Manifest& manifest, std::span<const Plan> plans) {
  const std::vector<AggregateHead> heads = aggregate_heads(plans);
  manifest.tenants = tenant_totals_of(plans);
  const auto subject_of = [&](std::size_t index) -> dataset::TenantSubject {
    const dataset::TenantTotal& total = manifest.tenants[index];
    const auto tenant = static_cast<std::uint32_t>(index);
    return {.key = total.key,
            .id = total.id,
            .events = total.events,
            .aggregates = total.aggregates,
            .tokens = tokens_of(plans, tenant),
            .aggregates_by_version = aggregates_by_version(plans.front().shape.seed, heads, tenant),
            .event_ids = event_ids_of(plans, tenant)};
  };
  const SubjectTenants subjects = subject_tenants(manifest.tenants.size());
  manifest.subjects = {{"hot", subject_of(subjects.hot)},
                       {"middle", subject_of(subjects.middle)},
                       {"cold", subject_of(subjects.cold)}};
  manifest.tokens = tokens_of(plans, std::nullopt);
}

}  // namespace eventstore::seed
