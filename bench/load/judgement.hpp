// Thresholds against what was measured.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/load/records.hpp"
#include "bench/load/scenario.hpp"
#include "bench/load/threshold.hpp"
#include "core/result/load.hpp"

namespace eventstore::load {

/// Until when a run has gone: the phases before are over, this one has had so many seconds.
struct Reached {
  std::size_t phase = 0;
  double seconds = 0.0;
};

/// The value that a threshold is about, in the unit of its limit; nothing where nothing was
/// measured, or the phase has not begun.
[[nodiscard]] std::optional<double> value_of(const Threshold& threshold, const Scenario& scenario,
                                             const Records& records, const Reached& reached);

/// Met, missed, or not judged because nothing was measured: that is not met either.
[[nodiscard]] result::LoadThreshold judge(const Threshold& threshold, const Scenario& scenario,
                                          const Records& records, const Reached& reached);

/// From so many seconds on growth in an hour is no extrapolation of what a beginning takes.
inline constexpr double least_seconds_of_growth = 600.0;

/// Growth, once the trends of a run are known.  It breaks a limit when it is known to: when its
/// whole 95 % interval is beyond; less than that may be the machine's.
[[nodiscard]] result::LoadThreshold judge_growth(const Threshold& threshold,
                                                 const Scenario& scenario,
                                                 const result::LoadResult& load);

}  // namespace eventstore::load
