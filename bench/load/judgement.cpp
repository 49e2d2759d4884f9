#include "bench/load/judgement.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include <fmt/format.h>

#include "bench/load/trends.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::load {

namespace {

double seconds_of(const Scenario& scenario, std::size_t phase, const Reached& reached) {
  if (phase == reached.phase) return reached.seconds;
  return std::chrono::duration<double>(scenario.phases[phase].length).count();
}

/// The phase of that name, or all judged ones, as far as they have begun.
std::vector<std::size_t> phases_of(const std::string& phase, const Scenario& scenario,
                                   const Reached& reached) {
  std::vector<std::size_t> phases;
  for (std::size_t i = 0; i <= reached.phase && i < scenario.phases.size(); ++i) {
    const bool is_meant =
        phase.empty() ? scenario.phases[i].is_judged : scenario.phases[i].name == phase;
    if (is_meant) phases.push_back(i);
  }
  return phases;
}

const measure::Histogram& histogram_of(const StepRecord& record, Series series) {
  switch (series) {
    case Series::service:
      return record.service;
    case Series::lag:
      return record.lag;
    case Series::resolution:
      return record.resolution;
    default:
      return record.response;
  }
}

std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> time_of(const Threshold& threshold, const measure::Histogram& times) {
  if (times.count() == 0) return std::nullopt;
  if (threshold.quantity == Quantity::mean) return times.mean();
  return static_cast<double>(times.percentile(threshold.percentile));
}

/// Of a percentile to which those belong that were never answered.
constexpr double no_answer = std::numeric_limits<double>::infinity();

/// Of all that was due: who got no answer, failed or skipped, waited longer than any limit.  Else
/// requests that fail at once would make a percentile better.
std::optional<double> response_of(const Threshold& threshold, const StepRecord& record) {
  if (record.due() == 0) return std::nullopt;
  const auto answered = static_cast<double>(record.of(Outcome::ok));
  const double percentile = threshold.percentile * static_cast<double>(record.due()) / answered;
  if (!(percentile <= 100.0)) return no_answer;
  return static_cast<double>(record.response.percentile(percentile));
}

std::uint64_t conflicts_of(const StepRecord& record) {
  std::uint64_t conflicts = 0;
  for (int attempt = 1; attempt <= record.attempts.attempts(); ++attempt) {
    conflicts += record.attempts.of(attempt, Outcome::version_conflict);
  }
  return conflicts;
}

std::optional<double> value_in(const Threshold& threshold, const std::string& phase,
                               const Scenario& scenario, const Records& records,
                               const Reached& reached) {
  StepRecord total;
  measure::Histogram visibility;
  JourneyRecord journeys;
  double seconds = 0.0;
  for (const std::size_t i : phases_of(phase, scenario, reached)) {
    total.merge(records.total(i, threshold.of));
    visibility.merge(records.visibility(i));
    const JourneyRecord of_phase = records.journeys(i, threshold.of);
    journeys.ended += of_phase.ended;
    journeys.succeeded += of_phase.succeeded;
    seconds += seconds_of(scenario, i, reached);
  }
  switch (threshold.quantity) {
    case Quantity::percentile:
      if (threshold.series == Series::response) return response_of(threshold, total);
      [[fallthrough]];
    case Quantity::mean:
      return time_of(threshold, threshold.series == Series::visibility
                                    ? visibility
                                    : histogram_of(total, threshold.series));
    case Quantity::errors:
      return share(total.issued() - total.of(Outcome::ok), total.issued());
    case Quantity::conflicts:
      return share(conflicts_of(total), total.attempts.issued());
    case Quantity::skipped:
      return share(total.skipped, total.due());
    case Quantity::journeys:
      return share(journeys.succeeded, journeys.ended);
    case Quantity::rate:
      if (seconds <= 0.0) return std::nullopt;
      return static_cast<double>(total.ok_in_time) / seconds;
    case Quantity::growth:
      break;  // Is known when the run is over.
  }
  return std::nullopt;
}

std::string no_answer_text(const Threshold& threshold) {
  if (threshold.percentile == 100.0) return "not all got an answer";
  return fmt::format("more than {:.6g} % got no answer", 100.0 - threshold.percentile);
}

std::string value_text(const Threshold& threshold, double value) {
  switch (threshold.quantity) {
    case Quantity::percentile:
    case Quantity::mean:
      if (value == no_answer) return no_answer_text(threshold);
      return duration_text(value);
    case Quantity::rate:
      return quantity_text(value) + " /s";
    default:
      return share_text(value);
  }
}

bool is_upper_limit(Comparison comparison) {
  return comparison == Comparison::below || comparison == Comparison::at_most;
}

}  // namespace

std::optional<double> value_of(const Threshold& threshold, const Scenario& scenario,
                               const Records& records, const Reached& reached) {
  return value_in(threshold, threshold.phase, scenario, records, reached);
}

result::LoadThreshold judge(const Threshold& threshold, const Scenario& scenario,
                            const Records& records, const Reached& reached) {
  result::LoadThreshold judged{.text = threshold.text};
  const auto value = value_of(threshold, scenario, records, reached);
  double limit = threshold.limit;
  std::string beside;
  if (!threshold.than_in.empty()) {
    const auto other = value_in(threshold, threshold.than_in, scenario, records, reached);
    if (!other) {
      judged.found = fmt::format("nothing was measured in {}", threshold.than_in);
      return judged;
    }
    if (*other == no_answer) {
      judged.found = fmt::format("{} in {}", no_answer_text(threshold), threshold.than_in);
      return judged;
    }
    limit *= *other;
    beside = fmt::format(", {} in {}", value_text(threshold, *other), threshold.than_in);
  }
  if (!value) {
    judged.found = "nothing was measured";
    return judged;
  }
  judged.met = holds(threshold.comparison, *value, limit);
  judged.found = value_text(threshold, *value) + beside;
  return judged;
}

result::LoadThreshold judge_growth(const Threshold& threshold, const Scenario& scenario,
                                   const result::LoadResult& load) {
  result::LoadThreshold judged{.text = threshold.text, .found = "nothing was measured"};
  const auto* const series =
      std::find_if(growing_series.begin(), growing_series.end(),
                   [&](const GrowingSeries& each) { return each.key == threshold.of; });
  const auto& trends = load.observation.trends;
  const auto trend = std::find_if(trends.begin(), trends.end(),
                                  [&](const auto& each) { return each.series == series->name; });
  const auto phase = steady_phase(scenario);
  if (trend == trends.end() || !phase) return judged;
  if (trend->verdict == "not enough data" ||
      load.phases[*phase].seconds < least_seconds_of_growth) {
    judged.found = "not enough data: ten minutes of a phase whose load does not change are needed";
    return judged;
  }
  if (trend->level <= 0.0) return judged;
  const double best =
      is_upper_limit(threshold.comparison) ? trend->low_per_hour : trend->high_per_hour;
  judged.met = holds(threshold.comparison, best / trend->level, threshold.limit);
  const auto percent = [&](double per_hour) { return 100.0 * per_hour / trend->level; };
  judged.found = fmt::format("{:.3g} %/h ({:.3g} to {:.3g})", percent(trend->per_hour),
                             percent(trend->low_per_hour), percent(trend->high_per_hour));
  return judged;
}

}  // namespace eventstore::load
