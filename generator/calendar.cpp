#include "generator/calendar.hpp"

namespace eventstore::seed {

namespace {

/// How busy each hour of the day is, in per cent of the busiest.
constexpr std::array<std::int64_t, 24> weekday{2,  2,  2,   2,   2,  3,  8,  20, 60, 100, 100, 95,
                                               70, 90, 100, 100, 95, 75, 45, 30, 25, 15,  8,   4};
constexpr std::array<std::int64_t, 24> weekend{2,  2,  1,  1,  1,  1,  2,  3,  5,  8, 12, 12,
                                               10, 10, 12, 12, 12, 10, 10, 12, 12, 8, 5,  3};

constexpr std::int64_t busiest = 100;
constexpr std::int64_t hour_us = 3'600'000'000;
constexpr std::int64_t week_us = 7 * 24 * hour_us;

}  // namespace

Calendar::Calendar(std::int64_t first_week, std::int64_t weeks)
    : first_week_(first_week), weeks_(weeks) {
  for (std::size_t hour = 0; hour < hours_per_week; ++hour) {
    const auto& day = hour < 5 * std::size_t{24} ? weekday : weekend;
    weights_[hour] = day[hour % 24];
    hour_starts_[hour + 1] = hour_starts_[hour] + weights_[hour] * (hour_us / busiest);
  }
  week_ticks_ = hour_starts_.back();
  std::uint8_t hour = 0;
  for (std::int64_t tick = 0; tick < week_ticks_; tick += std::int64_t{1} << lookup_shift) {
    while (tick >= hour_starts_[hour + std::size_t{1}]) ++hour;
    lookup_.push_back(hour);
  }
}

std::int64_t Calendar::unix_us(std::int64_t tick) const {
  const std::int64_t week = first_week_ + tick / week_ticks_;
  const std::int64_t rest = tick % week_ticks_;
  std::size_t hour = lookup_[static_cast<std::size_t>(rest >> lookup_shift)];
  while (rest >= hour_starts_[hour + 1]) ++hour;
  const std::int64_t into_hour_us = (rest - hour_starts_[hour]) * busiest / weights_[hour];
  return start_us + week * week_us + static_cast<std::int64_t>(hour) * hour_us + into_hour_us;
}

}  // namespace eventstore::seed
