#include "bench/load/trends.hpp"

#include <algorithm>
#include <chrono>
#include <functional>

#include "core/measure/trend.hpp"

namespace eventstore::load {

using measure::TimedValue;
using result::LoadTrend;
using result::ObservedMoment;

namespace {

std::string verdict_name(measure::TrendVerdict verdict) {
  switch (verdict) {
    case measure::TrendVerdict::steady:
      return "steady";
    case measure::TrendVerdict::grows:
      return "grows";
    case measure::TrendVerdict::falls:
      return "falls";
    case measure::TrendVerdict::too_few:
      break;
  }
  return "not enough data";
}

LoadTrend trend_from(const GrowingSeries& series, const std::vector<TimedValue>& values) {
  constexpr double hour = 3600.0;
  const measure::Trend trend = measure::trend_of(values);
  return {.series = std::string{series.name},
          .unit = std::string{series.unit},
          .verdict = verdict_name(trend.verdict),
          .per_hour = trend.per_second * hour,
          .low_per_hour = trend.low * hour,
          .high_per_hour = trend.high * hour,
          .level = trend.level,
          .values = trend.values};
}

std::optional<double> per_event(const std::optional<std::int64_t>& bytes,
                                const ObservedMoment& moment) {
  if (!bytes || !moment.events || *moment.events <= 0) return std::nullopt;
  return static_cast<double>(*bytes) / static_cast<double>(*moment.events);
}

std::optional<double> number(const std::optional<std::int64_t>& value) {
  if (!value) return std::nullopt;
  return static_cast<double>(*value);
}

}  // namespace

std::optional<std::size_t> steady_phase(const Scenario& scenario) {
  std::optional<std::size_t> longest;
  for (std::size_t i = 0; i < scenario.phases.size(); ++i) {
    const auto holds = [i](const Population& population) {
      return population.levels[i].from == population.levels[i].to;
    };
    if (!scenario.phases[i].is_judged) continue;
    if (!std::all_of(scenario.populations.begin(), scenario.populations.end(), holds)) continue;
    if (!longest || scenario.phases[i].length > scenario.phases[*longest].length) longest = i;
  }
  return longest;
}

std::vector<LoadTrend> trends_of(const Scenario& scenario, const result::LoadResult& load) {
  const auto phase = steady_phase(scenario);
  if (!phase) return {};
  const auto seconds = [](measure::Duration time) {
    return std::chrono::duration<double>(time).count();
  };
  const double from = seconds(scenario.begin_of(*phase));
  const double to = from + seconds(scenario.phases[*phase].length);
  const auto is_in = [&](double at) { return at > from && at <= to; };

  std::vector<LoadTrend> trends;
  const auto add = [&](const GrowingSeries& series,
                       const std::function<std::optional<double>(const ObservedMoment&)>& value) {
    std::vector<TimedValue> values;
    for (const ObservedMoment& moment : load.observation.moments) {
      const auto found = value(moment);
      if (found && is_in(moment.at_seconds)) values.push_back({moment.at_seconds, *found});
    }
    if (!values.empty()) trends.push_back(trend_from(series, values));
  };
  add(client_memory, [](const auto& one) { return number(one.client_bytes); });
  add(server_memory, [](const auto& one) { return number(one.server_bytes); });
  add(table_size, [](const auto& one) { return per_event(one.table_bytes, one); });
  add(index_size, [](const auto& one) { return per_event(one.index_bytes, one); });

  std::vector<TimedValue> p95;
  for (const result::LoadMoment& moment : load.moments) {
    if (moment.p95_ns == 0 || !is_in(moment.at_seconds)) continue;
    p95.push_back({moment.at_seconds, static_cast<double>(moment.p95_ns)});
  }
  if (!p95.empty()) trends.push_back(trend_from(p95_time, p95));
  return trends;
}

}  // namespace eventstore::load
