#include "core/measure/trend.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/measure/median.hpp"

namespace eventstore::measure {

namespace {

constexpr std::size_t least_values = 20;
constexpr double least_seconds = 60.0;
constexpr double settling_share = 0.2;
constexpr std::size_t most_stretches = 60;
constexpr double material_share = 0.01;

std::vector<TimedValue> after_settling(std::span<const TimedValue> values) {
  if (values.empty()) return {};
  const double first = values.front().seconds;
  const double from = first + (values.back().seconds - first) * settling_share;
  std::vector<TimedValue> later;
  for (const TimedValue& one : values) {
    if (one.seconds >= from) later.push_back(one);
  }
  return later;
}

/// The middle of each stretch, stretches without values left out.
std::vector<TimedValue> stretches_of(const std::vector<TimedValue>& values) {
  if (values.size() <= most_stretches) return values;
  const double first = values.front().seconds;
  const double length = (values.back().seconds - first) / static_cast<double>(most_stretches);
  std::vector<TimedValue> middles;
  for (std::size_t begin = 0; begin < values.size();) {
    const auto number = [&](std::size_t i) {
      const auto stretch = static_cast<std::size_t>((values[i].seconds - first) / length);
      return std::min(stretch, most_stretches - 1);
    };
    std::vector<double> times;
    std::vector<double> some;
    std::size_t end = begin;
    for (; end < values.size() && number(end) == number(begin); ++end) {
      times.push_back(values[end].seconds);
      some.push_back(values[end].value);
    }
    middles.push_back({.seconds = median(times), .value = median(some)});
    begin = end;
  }
  return middles;
}

std::vector<double> slopes_of(const std::vector<TimedValue>& values) {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      const double seconds = values[j].seconds - values[i].seconds;
      if (seconds > 0.0) slopes.push_back((values[j].value - values[i].value) / seconds);
    }
  }
  std::sort(slopes.begin(), slopes.end());
  return slopes;
}

}  // namespace

Trend trend_of(std::span<const TimedValue> values) {
  const std::vector<TimedValue> later = after_settling(values);
  Trend trend{.values = later.size()};
  if (later.size() < least_values) return trend;
  const double seconds = later.back().seconds - later.front().seconds;
  if (seconds < least_seconds * (1.0 - settling_share)) return trend;

  const std::vector<TimedValue> compared = stretches_of(later);
  const std::vector<double> slopes = slopes_of(compared);
  const auto n = static_cast<double>(compared.size());
  const auto pairs = static_cast<double>(slopes.size());
  constexpr double normal_975 = 1.959964;
  const double half_width = normal_975 * std::sqrt(n * (n - 1.0) * (2.0 * n + 5.0) / 18.0) / 2.0;
  const auto at = [&](double rank) {
    const double inside = std::clamp(rank, 0.0, pairs - 1.0);
    return slopes[static_cast<std::size_t>(inside)];
  };
  trend.per_second = median(slopes);
  trend.low = at(std::floor(pairs / 2.0 - half_width));
  trend.high = at(std::ceil(pairs / 2.0 + half_width));
  std::vector<double> levels;
  for (const TimedValue& one : later) levels.push_back(one.value);
  trend.level = median(levels);

  const bool is_material =
      std::abs(trend.per_second) * seconds > material_share * std::abs(trend.level);
  trend.verdict = is_material && trend.low > 0.0    ? TrendVerdict::grows
                  : is_material && trend.high < 0.0 ? TrendVerdict::falls
                                                    : TrendVerdict::steady;
  return trend;
}

}  // namespace eventstore::measure
