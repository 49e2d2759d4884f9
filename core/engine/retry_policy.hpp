// What is tried again, how often, and after how long.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/catalogue/outcome.hpp"

namespace eventstore::engine {

/// Waits between attempts double from `first_wait` to `longest_wait`, each shortened at random by
/// up to half, so that those who collided do not collide again.
struct RetryPolicy {
  int attempts = 5;  ///< In all, the first one included; 1, or less, is no retry.
  std::chrono::microseconds first_wait{1000};
  std::chrono::microseconds longest_wait{100'000};
};

/// How long to wait before attempt `next` (from 2): at most `longest_wait`, at least half of what
/// doubling gives.  `random_bits` are uniform; equal bits give equal waits.
[[nodiscard]] std::chrono::microseconds wait_before(const RetryPolicy& policy, int next,
                                                    std::uint64_t random_bits);

/// Outcomes by attempt, the first being number 1.  They add up:
///   issued() = issued(1) + issued(2) + ...
///   issued(n) = the sum of of(n, outcome) over all outcomes
///   issued(n + 1) <= those of attempt n that may be tried again
class AttemptCounts {
 public:
  void add(int attempt, Outcome outcome);  ///< `attempt` from 1.
  void merge(const AttemptCounts& other);
  [[nodiscard]] std::uint64_t of(int attempt, Outcome outcome) const;
  [[nodiscard]] std::uint64_t issued(int attempt) const;
  [[nodiscard]] std::uint64_t issued() const;
  [[nodiscard]] int attempts() const;  ///< The highest attempt that was counted; 0 when none was.

 private:
  std::vector<std::array<std::uint64_t, all_outcomes.size()>> counts_;
};

/// Calls `attempt` until its outcome is one that is not tried again (may_retry of
/// core/catalogue/outcome.hpp, for a call of this `access`) or the policy's attempts are used up.
/// Between them `sleep` waits; equal seeds give equal waits.  Every attempt is counted.  Returns
/// the last outcome.  Throws Interrupted instead of waiting or going on after Ctrl-C; what
/// `attempt` or `sleep` throw ends it, too, and an attempt that throws has no outcome to be
/// counted.
Outcome with_retries(const RetryPolicy& policy, std::uint64_t random_seed, AttemptCounts& counts,
                     const std::function<Outcome()>& attempt,
                     const std::function<void(std::chrono::microseconds)>& sleep,
                     Access access = Access::writes);

}  // namespace eventstore::engine
