// From virtual time, which passes as fast as people work, to the calendar.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace eventstore::seed {

/// Half a year of business hours and weekends, from Monday 2025-01-06 00:00 UTC.  The start is a
/// constant, so that the same options give the same rows on any day.
class Calendar {
 public:
  static constexpr std::int64_t start_us = 1'736'121'600LL * 1'000'000;
  static constexpr std::int64_t weeks = 26;

  Calendar();

  /// Virtual time runs from 0 to this, exclusively.
  [[nodiscard]] std::int64_t length_ticks() const { return weeks * week_ticks_; }

  /// Microseconds since 1970, UTC.  Strictly increasing: a tick is a microsecond of the busiest
  /// hour and more than that in any other.
  [[nodiscard]] std::int64_t unix_us(std::int64_t tick) const;

 private:
  static constexpr int hours_per_week = 7 * 24;
  static constexpr unsigned lookup_shift = 28;  ///< Some 800 entries, a few of them per hour.

  std::array<std::int64_t, hours_per_week + 1> hour_starts_{};  ///< In ticks from Monday 00:00.
  std::array<std::int64_t, hours_per_week> weights_{};
  std::vector<std::uint8_t> lookup_;  ///< The hour that each 2^lookup_shift ticks begin in.
  std::int64_t week_ticks_ = 0;
};

}  // namespace eventstore::seed
