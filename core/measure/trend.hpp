// Whether a series grows with time: a slope, how sure it is, and a verdict.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace eventstore::measure {

struct TimedValue {
  double seconds = 0.0;
  double value = 0.0;
};

enum class TrendVerdict : std::uint8_t {
  too_few,  ///< Not enough values, or not enough time, to say anything.
  steady,
  grows,
  falls,
};

struct Trend {
  TrendVerdict verdict = TrendVerdict::too_few;
  double per_second = 0.0;
  double low = 0.0;  ///< The 95 % confidence interval of the slope.
  double high = 0.0;
  double level = 0.0;  ///< The middle of the values.
  std::size_t values = 0;
};

/// The slope of what is after the first fifth of the time, in which caches fill and memory is taken
/// for the first time.  At least 20 values of at least a minute are needed.
///
/// The Theil-Sen estimator, the middle of the slopes of every two values, with Sen's interval from
/// Kendall's statistic (P. K. Sen, "Estimates of the regression coefficient based on Kendall's
/// tau", JASA 63, 1968; Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 9.2 and
/// 9.3).  Least squares follow a checkpoint's peak at either end, and their t interval takes errors
/// for normal; here up to 29 % of the values may be anything.  Both take errors for independent,
/// which neighbouring looks at a memory are not, so at most 60 medians of equal stretches of the
/// time are compared instead of single looks.
///
/// It grows, or falls, when the interval does not hold 0 and the change over the time that was
/// looked at is more than a hundredth of the level.  Values in the order of their times.
[[nodiscard]] Trend trend_of(std::span<const TimedValue> values);

}  // namespace eventstore::measure
