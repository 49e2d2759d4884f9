// What a load run looked like from outside, in a few lines.
#pragma once

#include <string>
#include <vector>

#include "core/result/load_observation.hpp"

namespace eventstore::load {

/// What the server's processes did, as shares of the looks at which they were not idle: the most
/// frequent first, those below a hundredth left out.
struct WaitShare {
  std::string event;
  double share = 0.0;
};
[[nodiscard]] std::vector<WaitShare> wait_shares(const result::LoadObservation& observation);

/// The share of the looks at which a session of the run was idle; 0 without looks.
[[nodiscard]] double idle_share(const result::LoadObservation& observation);

/// "The server mostly: CPU 62 %, LWLock:WALWrite 21 %", and what it took; empty where nothing was
/// seen.
[[nodiscard]] std::string observation_text(const result::LoadObservation& observation);

/// A line for each series when one of them has a verdict; else empty.
[[nodiscard]] std::string trends_text(const std::vector<result::LoadTrend>& trends);

}  // namespace eventstore::load
