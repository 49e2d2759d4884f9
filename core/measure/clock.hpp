// Time as the harness takes it.
#pragma once

#include <chrono>

namespace eventstore::measure {

using Clock = std::chrono::steady_clock;
using Instant = Clock::time_point;
using Duration = std::chrono::nanoseconds;

[[nodiscard]] inline double seconds_between(Instant start, Instant end) {
  return std::chrono::duration<double>(end - start).count();
}

}  // namespace eventstore::measure
