// From virtual time, which passes as fast as people work, to the calendar.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace eventstore::seed {

/// Some weeks of business hours and weekends.  Week 0 begins on Monday 2025-01-06 00:00 UTC: a
/// constant, so that the same options give the same rows on any day.
class Calendar {
 public:
  static constexpr std::int64_t start_us = 1'736'121'600LL * 1'000'000;
  static constexpr std::int64_t half_year = 26;

  explicit Calendar(std::int64_t first_week = 0, std::int64_t weeks = half_year);

  /// Virtual time runs from 0 to this, exclusively.
  [[nodiscard]] std::int64_t length_ticks() const { return weeks_ * week_ticks_; }

  /// The first week after it.
  [[nodiscard]] std::int64_t end_week() const { return first_week_ + weeks_; }

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
  std::int64_t first_week_;
  std::int64_t weeks_;
};

}  // namespace eventstore::seed
