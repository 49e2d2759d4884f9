// What is asked of a run: "p95 of pull in hold < 50 ms".
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/measure/clock.hpp"

namespace eventstore::load {

/// What of a request is looked at.
enum class Quantity : std::uint8_t {
  percentile,  ///< Of a time; 100 is the maximum.
  mean,        ///< Of a time.
  errors,      ///< The share of issued requests that did not end as ok.
  conflicts,   ///< The share of attempts that met another version than expected.
  skipped,     ///< The share of due requests that were never begun.
  rate,        ///< Requests a second that ended as ok.
  journeys,    ///< The share of journeys whose every step ended as ok.
  growth,      ///< Of a series (trends.hpp) in an hour, as a share of its level.
};

/// Which time.
enum class Series : std::uint8_t {
  response,    ///< From when it was due to its end: what a user sees.
  service,     ///< From its begin to its end.
  lag,         ///< From when it was due to its begin.
  resolution,  ///< Of appends that met a conflict: from the first attempt to success.
  visibility,  ///< Of processors: from the acknowledged commit to the first sight of the event.
};

[[nodiscard]] std::string_view name_of(Series series);

enum class Comparison : std::uint8_t { below, at_most, above, at_least };

struct Threshold {
  std::string text;  ///< As it was written.
  Quantity quantity = Quantity::percentile;
  double percentile = 95.0;
  Series series = Series::response;
  /// A population, a step's label or a journey; empty: all.  Of growth: the key of a series.
  std::string of;
  std::string phase;  ///< Empty: all judged phases together.
  Comparison comparison = Comparison::below;
  /// Nanoseconds, a share (1.0 is all), a rate, a share in an hour; where `than_in` is not empty,
  /// how many times what the same quantity is in that phase.
  double limit = 0.0;
  std::string than_in;
  /// A run whose value breaks it for so long is ended; not set: it is judged at the end.
  std::optional<measure::Duration> abort_after;
};

/// Reads METRIC [SERIES] [of NAME] [in PHASE] < VALUE UNIT, or `< N x PHASE`.  METRIC is p50,
/// p99.9, max, mean (of times: us, ms, s), errors, conflicts, skipped, journeys (%), rate (/s).
/// `growth of SERIES < VALUE %/h` is judged when the run is over, in its longest steady phase.
/// Throws UsageError that shows the form.
[[nodiscard]] Threshold parse_threshold(const std::string& text);

/// Whether `value` is as asked.
[[nodiscard]] bool holds(Comparison comparison, double value, double limit);

}  // namespace eventstore::load
