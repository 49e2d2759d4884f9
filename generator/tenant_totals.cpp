#include "generator/tenant_totals.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::seed {

namespace {

/// `least` for everybody, the rest by weight; what rounding leaves over goes to the first ones, so
/// that totals never rise where weights fall.
void append_shares(std::vector<std::int64_t>& totals, std::int64_t total,
                   const std::vector<std::int64_t>& weights, std::int64_t least) {
  __extension__ using Wide = __int128;
  const auto count = static_cast<std::int64_t>(weights.size());
  const Wide sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
  const std::int64_t free_events = total - count * least;
  const std::size_t first = totals.size();
  std::int64_t left = free_events;
  for (const std::int64_t weight : weights) {
    const auto share = static_cast<std::int64_t>(Wide{free_events} * weight / sum);
    totals.push_back(least + share);
    left -= share;
  }
  for (std::size_t i = first; left > 0; ++i, --left) ++totals[i];
}

/// 1 / rank^exponent in units of 2^-20: coarse enough that the last digit in which mathematics
/// libraries differ does not matter.
std::vector<std::int64_t> falling_power(std::int64_t count, double exponent) {
  std::vector<std::int64_t> weights;
  for (std::int64_t rank = 1; rank <= count; ++rank) {
    weights.push_back(std::llround(std::pow(static_cast<double>(rank), -exponent) * 1'048'576.0));
  }
  return weights;
}

std::vector<std::int64_t> falling_line(std::int64_t count) {
  std::vector<std::int64_t> weights;
  for (std::int64_t rank = 0; rank < count; ++rank) {
    weights.push_back(2'000'000 - 900'000 * rank / std::max<std::int64_t>(count - 1, 1));
  }
  return weights;
}

std::vector<std::int64_t> even(std::int64_t count) {
  return std::vector<std::int64_t>(static_cast<std::size_t>(count), 1);
}

std::vector<std::int64_t> share_totals(std::int64_t events, std::int64_t tenants,
                                       const TenantSkew& skew, std::int64_t least) {
  const std::int64_t top = top_tenants(skew, tenants);
  const std::int64_t others = tenants - top;
  const std::int64_t rest = (events * (100 - skew.events_percent) + 99) / 100;
  const std::int64_t others_total =
      others == 0 ? 0 : std::clamp(rest, others * least, events - top * least);

  std::vector<std::int64_t> totals;
  append_shares(totals, events - others_total, falling_power(top, 0.7), least);
  if (others == 0) return totals;
  append_shares(totals, others_total, falling_line(others), least);
  if (std::is_sorted(totals.rbegin(), totals.rend())) return totals;
  totals.clear();
  append_shares(totals, events - others_total, even(top), least);
  append_shares(totals, others_total, even(others), least);
  std::sort(totals.rbegin(), totals.rend());  // Rounding.
  return totals;
}

}  // namespace

std::vector<std::int64_t> tenant_totals(std::int64_t events, std::int32_t tenants,
                                        const TenantSkew& skew, std::int64_t least) {
  if (events < tenants * least) {
    throw UsageError(
        fmt::format("--events {} is fewer than --tenants {}: every tenant owns at least "
                    "one event",
                    grouped(events), grouped(tenants)));
  }
  if (skew.law == TenantSkew::Law::share) return share_totals(events, tenants, skew, least);
  std::vector<std::int64_t> totals;
  append_shares(totals, events,
                falling_power(tenants, static_cast<double>(skew.exponent_permille) / 1000.0),
                least);
  return totals;
}

std::string tenant_id(std::int32_t key) {
  return fmt::format("tenant-{:04}", key);
}

}  // namespace eventstore::seed
