// The log of pgbench, a line for each call, and medians of the calls within windows of time.
#pragma once

#include <cstdint>
#include <istream>
#include <span>
#include <vector>

namespace eventstore::trust {

/// All in microseconds; moments since 1970.
struct PgbenchCall {
  std::int64_t ended_us = 0;
  std::int64_t took_us = 0;
};

struct TimeWindow {
  std::int64_t from_us = 0;
  std::int64_t to_us = 0;
};

/// Appends the calls of a log ("client, number, time, script, epoch, microseconds"); what failed or
/// was skipped has a word instead of its time, and is left out.
void read_pgbench_log(std::istream& log, std::vector<PgbenchCall>& calls);

/// The median, in nanoseconds, of the calls that began and ended within each window.  The log has
/// whole microseconds: they stand for the half before and the half after them, and the median is
/// interpolated in between.  0 for a window without a call: on a busy machine it may pass before
/// pgbench comes to its turn.
[[nodiscard]] std::vector<double> window_medians(std::span<const PgbenchCall> calls,
                                                 std::span<const TimeWindow> windows);

}  // namespace eventstore::trust
