// What is said of a run as it was seen from outside, wherever it is shown.
#pragma once

#include <string>
#include <vector>

#include "core/result/load_observation.hpp"
#include "core/result/load_tables.hpp"

namespace eventstore::result {

/// What the server's processes did, as shares of the looks at which they were not idle: the most
/// frequent first, those below a hundredth left out.
struct WaitShare {
  std::string event;
  double share = 0.0;
};
[[nodiscard]] std::vector<WaitShare> wait_shares(const LoadObservation& observation);

/// The share of the looks at which a session of the run was idle; 0 without looks.
[[nodiscard]] double idle_share(const LoadObservation& observation);

/// What the server waited for, cores, disk and checkpoints, sizes, and the first lock waits; what
/// is not known is left out.
[[nodiscard]] std::vector<LoadSentence> observation_facts(const LoadObservation& observation);

/// Whether one of them has a verdict: most runs are too short for any.
[[nodiscard]] bool has_verdict(const std::vector<LoadTrend>& trends);

/// An amount of the trend's unit: "36.0 MB", "-2.00 ms", "1,000 bytes an event".
[[nodiscard]] std::string amount_text(const LoadTrend& trend, double amount);

/// Each series with its change an hour and the interval; no rows where none has a verdict.
[[nodiscard]] LoadTable trend_table(const LoadObservation& observation);

}  // namespace eventstore::result
