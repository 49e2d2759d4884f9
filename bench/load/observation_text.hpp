// What a load run looked like from outside, in a few lines.
#pragma once

#include <string>
#include <vector>

#include "core/result/load_observation.hpp"
#include "core/result/observation_tables.hpp"

namespace eventstore::load {

using result::idle_share;
using result::wait_shares;
using result::WaitShare;

/// "The server mostly: CPU 62 %, LWLock:WALWrite 21 %", and what it took; empty where nothing was
/// seen.
[[nodiscard]] std::string observation_text(const result::LoadObservation& observation);

/// A line for each series when one of them has a verdict; else empty.
[[nodiscard]] std::string trends_text(const std::vector<result::LoadTrend>& trends);

}  // namespace eventstore::load
