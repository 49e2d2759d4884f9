// How much load there is at which time: a line for each phase.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/measure/clock.hpp"

namespace eventstore::load {

/// Of one phase: users, or arrivals a second, from its begin to its end, linear in between.
struct Level {
  double from = 0.0;
  double to = 0.0;
  bool operator==(const Level&) const = default;
};

/// Times are offsets from the begin of the first phase.  Where two phases meet, the later one's
/// value counts.
class LoadShape {
 public:
  /// As many levels as lengths; lengths are above 0, levels 0 or more.
  LoadShape(std::span<const measure::Duration> lengths, std::span<const Level> levels);

  [[nodiscard]] measure::Duration length() const;

  /// 0 before the first phase and from the end on.
  [[nodiscard]] double at(measure::Duration time) const;

  /// The integral from 0 to `time`, in seconds times level: the arrivals until then.
  [[nodiscard]] double integral(measure::Duration time) const;

  /// When the integral reaches `value`; nothing when it never does.
  [[nodiscard]] std::optional<measure::Duration> time_of_integral(double value) const;

  /// The first time from `from` on at which the level is `value` or more; nothing when there is
  /// none.
  [[nodiscard]] std::optional<measure::Duration> first_at_least(double value,
                                                                measure::Duration from) const;

 private:
  struct Segment {
    double start = 0.0;   ///< Seconds.
    double length = 0.0;  ///< Seconds.
    Level level;
    double before = 0.0;  ///< The integral until `start`.
    [[nodiscard]] double slope() const { return (level.to - level.from) / length; }
    [[nodiscard]] double end() const { return start + length; }
    [[nodiscard]] double area() const { return (level.from + level.to) / 2.0 * length; }
  };
  std::vector<Segment> segments_;
};

}  // namespace eventstore::load
