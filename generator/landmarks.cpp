#include "generator/landmarks.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

#include "core/events/content.hpp"
#include "generator/block_walk.hpp"
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

/// The tenant's events before each block; then all of them.
std::vector<std::int64_t> block_starts_of(const Plan& plan, Tenant tenant) {
  if (!tenant) return plan.block_starts;
  std::vector<std::int64_t> starts(plan.block_starts.size(), 0);
  for (std::uint32_t aggregate = 0; aggregate < plan.aggregates.size(); ++aggregate) {
    if (!belongs(plan, aggregate, tenant)) continue;
    for (std::uint32_t index = 0; index < plan.aggregates[aggregate].length; ++index) {
      ++starts[static_cast<std::size_t>(plan.tick_of(aggregate, index) / plan.block_ticks) + 1];
    }
  }
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  return starts;
}

/// A token that has seen the first `rank` events of the tenant; for none of them, that of the tail:
/// before the first event, with its time.
dataset::Token token_after(const Plan& plan, Tenant tenant, std::span<const std::int64_t> starts,
                           std::int64_t rank) {
  const std::int64_t wanted = std::max<std::int64_t>(rank, 1);
  const auto next = std::lower_bound(starts.begin(), starts.end(), wanted);
  const auto block = static_cast<std::size_t>(next - starts.begin()) - 1;
  std::int64_t position = plan.block_starts[block];
  std::int64_t seen = starts[block];
  BlockWalk walk{plan};
  for (const PlannedEvent& planned : walk.read(block)) {
    ++position;
    if (!belongs(plan, planned.aggregate, tenant) || ++seen < wanted) continue;
    return {.transaction_id = seeded_transaction_id,
            .position = rank == 0 ? 0 : position,
            .timestamp_us = plan.calendar.unix_us(planned.tick)};
  }
  return {};
}

dataset::TokenSubjects tokens_of(const Plan& plan, Tenant tenant) {
  const std::vector<std::int64_t> starts = block_starts_of(plan, tenant);
  return {.tail = token_after(plan, tenant, starts, 0),
          .middle = token_after(plan, tenant, starts, starts.back() / 2),
          .head = token_after(plan, tenant, starts, starts.back())};
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
    const Plan& plan, std::uint32_t tenant) {
  std::map<std::uint32_t, std::int64_t> counts;
  const auto is_wanted = [&](const PlannedAggregate& planned) {
    return planned.tenant == tenant && std::find(pinned_lengths.begin(), pinned_lengths.end(),
                                                 planned.length) != pinned_lengths.end();
  };
  for (const PlannedAggregate& planned : plan.aggregates) {
    if (is_wanted(planned)) ++counts[planned.length];
  }
  std::map<std::uint32_t, Spread> spreads;
  for (const auto& [length, count] : counts) spreads.emplace(length, Spread{count});

  std::map<std::int64_t, std::vector<dataset::AggregateSubject>> found;
  for (std::uint32_t aggregate = 0; aggregate < plan.aggregates.size(); ++aggregate) {
    const PlannedAggregate& planned = plan.aggregates[aggregate];
    if (!is_wanted(planned) || !spreads.at(planned.length).takes_next()) continue;
    found[planned.length].push_back(
        {.id = to_text(aggregate_id(plan.shape.seed, aggregate)),
         .type = std::string{aggregate_type(plan.shape.seed, aggregate)},
         .version = planned.length});
  }
  return found;
}

std::vector<std::string> event_ids_of(const Plan& plan, std::uint32_t tenant) {
  const EventFactory factory{plan};
  std::vector<std::string> ids;
  Spread spread{plan.tenants[tenant].aggregates};
  for (std::uint32_t aggregate = 0; aggregate < plan.aggregates.size(); ++aggregate) {
    const PlannedAggregate& planned = plan.aggregates[aggregate];
    if (planned.tenant != tenant || !spread.takes_next()) continue;
    const auto index =
        static_cast<std::uint32_t>(below(random_bits(plan.shape.seed, aggregate), planned.length));
    ids.push_back(to_text(factory.event_id(aggregate, index)));
  }
  return ids;
}

dataset::TenantSubject subject_of(const Plan& plan, std::size_t index) {
  const PlannedTenant& planned = plan.tenants[index];
  const auto tenant = static_cast<std::uint32_t>(index);
  return {.key = planned.key,
          .id = planned.id,
          .events = planned.events,
          .aggregates = planned.aggregates,
          .tokens = tokens_of(plan, tenant),
          .aggregates_by_version = aggregates_by_version(plan, tenant),
          .event_ids = event_ids_of(plan, tenant)};
}

}  // namespace

void add_landmarks(dataset::Manifest& manifest, const Plan& plan) {
  const SubjectTenants subjects = subject_tenants(plan.tenants.size());
  manifest.subjects = {{"hot", subject_of(plan, subjects.hot)},
                       {"middle", subject_of(plan, subjects.middle)},
                       {"cold", subject_of(plan, subjects.cold)}};
  manifest.tokens = tokens_of(plan, std::nullopt);
  manifest.tenants.clear();
  for (const PlannedTenant& tenant : plan.tenants) {
    manifest.tenants.push_back({.key = tenant.key,
                                .id = tenant.id,
                                .events = tenant.events,
                                .aggregates = tenant.aggregates});
  }
}

}  // namespace eventstore::seed
