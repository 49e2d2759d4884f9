#include "generator/tenant_totals.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::seed {

namespace {

/// One for everybody, the rest by weight; what rounding leaves over goes to the first ones, so that
/// totals never rise where weights fall.
void append_shares(std::vector<std::int64_t>& totals, std::int64_t total,
                   const std::vector<std::int64_t>& weights) {
  __extension__ using Wide = __int128;
  const auto count = static_cast<std::int64_t>(weights.size());
  const Wide sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
  const std::int64_t free_events = total - count;
  const std::size_t first = totals.size();
  std::int64_t left = free_events;
  for (const std::int64_t weight : weights) {
    const auto share = static_cast<std::int64_t>(Wide{free_events} * weight / sum);
    totals.push_back(1 + share);
    left -= share;
  }
  for (std::size_t i = first; left > 0; ++i, --left) ++totals[i];
}

/// 1 / rank^0.7 in units of 2^-20: coarse enough that the last digit in which mathematics libraries
/// differ does not matter.
std::vector<std::int64_t> falling_power(std::int64_t count) {
  std::vector<std::int64_t> weights;
  for (std::int64_t rank = 1; rank <= count; ++rank) {
    weights.push_back(std::llround(std::pow(static_cast<double>(rank), -0.7) * 1'048'576.0));
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

}  // namespace

std::vector<std::int64_t> tenant_totals(std::int64_t events, std::int32_t tenants) {
  if (events < tenants) {
    throw UsageError(
        fmt::format("--events {} is fewer than --tenants {}: every tenant owns at least "
                    "one event",
                    events, tenants));
  }
  const std::int64_t top = (tenants + 4) / 5;
  const std::int64_t others = tenants - top;
  const std::int64_t fifth = (events + 4) / 5;
  const std::int64_t others_total = others == 0 ? 0 : std::clamp(fifth, others, events - top);

  std::vector<std::int64_t> totals;
  append_shares(totals, events - others_total, falling_power(top));
  if (others > 0) append_shares(totals, others_total, falling_line(others));
  return totals;
}

std::string tenant_id(std::int32_t key) {
  return fmt::format("tenant-{:04}", key);
}

}  // namespace eventstore::seed
