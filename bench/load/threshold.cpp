#include "bench/load/threshold.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "bench/load/trends.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/quantity.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::load {

namespace {

constexpr std::array series_names{std::string_view{"response"}, std::string_view{"service"},
                                  std::string_view{"lag"}, std::string_view{"resolution"},
                                  std::string_view{"visibility"}};

[[noreturn]] void complain(const std::string& text, const std::string& what) {
  throw UsageError(
      fmt::format("cannot read the threshold '{}': {}; write it as 'p95 < 500 ms', 'p99 of pull in "
                  "hold < 50 ms', 'errors < 5 %', 'rate >= 200 /s' or 'p99 in spike < 3 x before'",
                  text, what));
}

Quantity quantity_from(const std::string& name, Threshold& threshold) {
  if (name == "mean") return Quantity::mean;
  if (name == "errors") return Quantity::errors;
  if (name == "conflicts") return Quantity::conflicts;
  if (name == "skipped") return Quantity::skipped;
  if (name == "rate") return Quantity::rate;
  if (name == "journeys") return Quantity::journeys;
  if (name == "growth") return Quantity::growth;
  threshold.percentile = name == "max" ? 100.0 : read_number(name.substr(1)).value;
  return Quantity::percentile;
}

bool is_time(Quantity quantity) {
  return quantity == Quantity::percentile || quantity == Quantity::mean;
}

Series series_from(const std::string& name) {
  for (std::size_t i = 0; i < series_names.size(); ++i) {
    if (series_names[i] == name) return static_cast<Series>(i);
  }
  return Series::response;
}

Comparison comparison_from(const std::string& sign) {
  if (sign == "<=") return Comparison::at_most;
  if (sign == ">=") return Comparison::at_least;
  return sign == "<" ? Comparison::below : Comparison::above;
}

/// The unit in that of Threshold::limit; nothing when it does not fit the quantity.
std::optional<double> scale_of(const std::string& unit, Quantity quantity) {
  if (is_time(quantity)) {
    if (unit == "us") return 1e3;
    if (unit == "ms") return 1e6;
    if (unit == "s") return 1e9;
    if (unit == "min") return 60e9;
    return unit == "h" ? std::optional{3600e9} : std::nullopt;
  }
  if (quantity == Quantity::rate) return unit == "/s" ? std::optional{1.0} : std::nullopt;
  const std::string_view share = quantity == Quantity::growth ? "%/h" : "%";
  return unit == share ? std::optional{0.01} : std::nullopt;
}

/// Growth is of a series over one phase, and no share of another one's.
void require_growth_of_series(const std::string& text, const Threshold& threshold) {
  std::vector<std::string> keys;
  for (const GrowingSeries& series : growing_series) keys.emplace_back(series.key);
  const bool is_known = std::find(keys.begin(), keys.end(), threshold.of) != keys.end();
  if (is_known && threshold.phase.empty() && threshold.than_in.empty()) return;
  complain(text, fmt::format("growth is that of {}, in the longest phase whose load does not "
                             "change: 'growth of server_memory < 10 %/h'{}",
                             fmt::join(keys, ", "), did_you_mean(threshold.of, keys)));
}

}  // namespace

std::string_view name_of(Series series) {
  return series_names.at(static_cast<std::size_t>(series));
}

Threshold parse_threshold(const std::string& text) {
  static const RE2 form{
      R"(\s*(p\d+(?:\.\d+)?|max|mean|errors|conflicts|skipped|rate|journeys|growth))"
      R"((?:\s+(response|service|lag|resolution|visibility))?)"
      R"((?:\s+of\s+(\S+))?(?:\s+in\s+(\S+))?)"
      R"(\s*(<=|>=|<|>)\s*([-+.\w]*?)\s*(?:(us|ms|s|min|h|%/h|%|/s)|x\s+(\S+))\s*)",
      RE2::Latin1};
  constexpr std::size_t longest = 500;
  if (text.size() > longest) {
    throw UsageError(fmt::format("a threshold has {} bytes; use at most {}", text.size(), longest));
  }
  std::string name, series, sign, limit, unit;
  Threshold threshold{.text = text};
  if (!RE2::FullMatch(text, form, &name, &series, &threshold.of, &threshold.phase, &sign, &limit,
                      &unit, &threshold.than_in)) {
    static const RE2 without_unit{R"(.*[<>]=?\s*\d+(?:\.\d+)?\s*)", RE2::Latin1};
    complain(text, RE2::FullMatch(text, without_unit) ? "the unit is missing at its end"
                                                      : "that is not the form");
  }
  const ReadNumber<double> number = read_number(limit);
  if (!number) complain(text, number.complaint);
  threshold.quantity = quantity_from(name, threshold);
  if (threshold.percentile <= 0.0 || threshold.percentile > 100.0) {
    complain(text, fmt::format("there is no percentile {}", name));
  }
  if (!series.empty() && !is_time(threshold.quantity)) {
    complain(text, fmt::format("{} has no {}", name, series));
  }
  threshold.series = series_from(series);
  threshold.comparison = comparison_from(sign);
  if (!threshold.than_in.empty() && threshold.than_in == threshold.phase) {
    complain(text, fmt::format("{} is not held against itself", threshold.phase));
  }
  if (threshold.quantity == Quantity::growth) require_growth_of_series(text, threshold);
  const auto scale =
      threshold.than_in.empty() ? scale_of(unit, threshold.quantity) : std::optional{1.0};
  if (!scale) {
    complain(text, fmt::format("{} is not given in {}", name, unit));
  }
  threshold.limit = number.value * *scale;
  if (threshold.comparison == Comparison::below && threshold.limit <= 0.0 &&
      threshold.quantity != Quantity::growth) {
    complain(text, "nothing is below 0");
  }
  return threshold;
}

bool holds(Comparison comparison, double value, double limit) {
  switch (comparison) {
    case Comparison::below:
      return value < limit;
    case Comparison::at_most:
      return value <= limit;
    case Comparison::above:
      return value > limit;
    case Comparison::at_least:
      return value >= limit;
  }
  return false;
}

}  // namespace eventstore::load
