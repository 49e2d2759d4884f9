// How much slower one thing is than another, from rounds in which both were measured side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace eventstore::measure {

/// Of `ours` to `theirs`: 1.03 is three per cent more.
struct PairedRatio {
  double estimate = 1;
  double low = 0;  ///< The confidence interval, both ends included.
  double high = std::numeric_limits<double>::infinity();
  std::size_t pairs = 0;

  [[nodiscard]] bool covers(double ratio) const { return low <= ratio && ratio <= high; }
};

/// The ratio of each round's pair, and from these the Hodges-Lehmann estimate of the ratio and its
/// interval by Wilcoxon's signed ranks, both on logarithms (Hollander, Wolfe and Chicken,
/// "Nonparametric Statistical Methods", 3.2 and 3.3).  What drifts from round to round cancels
/// within a pair, no distribution is assumed beyond that an error is as likely up as down, and a
/// round that somebody disturbed counts no more than any other.  The signed ranks' distribution is
/// exact and nothing is resampled: equal values give equal intervals.
///
/// Fewer than six pairs cannot give 95 %: their interval is everything.  The time grows with the
/// cube of the pairs: 0.1 s for 1000.  Throws std::invalid_argument: lengths that differ, no pair,
/// a value that is not above 0, a confidence outside 0 to 1.
[[nodiscard]] PairedRatio paired_ratio(std::span<const double> ours, std::span<const double> theirs,
                                       double confidence = 0.95);

enum class BoundVerdict : std::uint8_t { met, missed, undecided };

/// Whether the ratio is at most, or at least, `bound`; undecided where the interval holds values on
/// either side.
[[nodiscard]] BoundVerdict is_at_most(const PairedRatio& ratio, double bound);
[[nodiscard]] BoundVerdict is_at_least(const PairedRatio& ratio, double bound);

}  // namespace eventstore::measure
