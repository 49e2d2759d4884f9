#include "bench/load/observation_text.hpp"

#include <fmt/format.h>

namespace eventstore::load {

std::string observation_text(const result::LoadObservation& observation) {
  std::string text;
  for (const result::LoadSentence& fact : result::observation_facts(observation)) {
    text += fact.text + "\n";
  }
  return text;
}

std::string trends_text(const std::vector<result::LoadTrend>& trends) {
  if (!result::has_verdict(trends)) return "";
  std::string text;
  for (const result::LoadTrend& trend : trends) {
    const auto amount = [&](double value) { return result::amount_text(trend, value); };
    const bool moves = trend.verdict == "grows" || trend.verdict == "falls";
    text += fmt::format("Over time: {} {}", trend.series, trend.verdict);
    if (moves) text += fmt::format(" {} per hour", amount(trend.per_hour));
    if (trend.verdict != "not enough data") {
      text += fmt::format(" ({} to {} per hour, at {})", amount(trend.low_per_hour),
                          amount(trend.high_per_hour), amount(trend.level));
    }
    text += "\n";
  }
  return text;
}

}  // namespace eventstore::load
