#include "bench/trust/pgbench_log.hpp"

#include <algorithm>
#include <sstream>
#include <string>

namespace eventstore::trust {

namespace {

/// Of values that were rounded to whole microseconds.
double interpolated_median(std::vector<std::int64_t> times) {
  std::sort(times.begin(), times.end());
  const std::int64_t middle = times[times.size() / 2];
  const auto [first, last] = std::equal_range(times.begin(), times.end(), middle);
  const auto below = static_cast<double>(first - times.begin());
  const auto equal = static_cast<double>(last - first);
  const double half = static_cast<double>(times.size()) / 2;
  return static_cast<double>(middle) - 0.5 + (half - below) / equal;
}

}  // namespace

void read_pgbench_log(std::istream& log, std::vector<PgbenchCall>& calls) {
  for (std::string line; std::getline(log, line);) {
    std::istringstream fields{line};
    std::int64_t client = 0, number = 0, took = 0, script = 0, seconds = 0, microseconds = 0;
    fields >> client >> number >> took >> script >> seconds >> microseconds;
    if (fields) calls.push_back({.ended_us = seconds * 1'000'000 + microseconds, .took_us = took});
  }
}

std::vector<double> window_medians(std::span<const PgbenchCall> calls,
                                   std::span<const TimeWindow> windows) {
  std::vector<double> medians;
  for (const TimeWindow& window : windows) {
    std::vector<std::int64_t> times;
    for (const PgbenchCall& call : calls) {
      const bool is_within =
          call.ended_us <= window.to_us && call.ended_us - call.took_us >= window.from_us;
      if (is_within) times.push_back(call.took_us);
    }
    medians.push_back(times.empty() ? 0 : 1000 * interpolated_median(std::move(times)));
  }
  return medians;
}

}  // namespace eventstore::trust
