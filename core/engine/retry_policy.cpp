#include "core/engine/retry_policy.hpp"

#include <algorithm>
#include <numeric>

#include "core/random/random.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::engine {

std::chrono::microseconds wait_before(const RetryPolicy& policy, int next,
                                      std::uint64_t random_bits) {
  const auto longest = std::max(policy.longest_wait, std::chrono::microseconds{0});
  auto wait = std::clamp(policy.first_wait, std::chrono::microseconds{0}, longest);
  // Where doubling would pass the longest wait, that is taken: nothing can overflow.
  for (int attempt = 2; attempt < next && wait < longest && wait.count() > 0; ++attempt) {
    wait = wait > longest / 2 ? longest : wait * 2;
  }
  const auto half = static_cast<std::uint64_t>(wait.count() / 2);
  return wait - std::chrono::microseconds{below(random_bits, half + 1)};
}

void AttemptCounts::add(int attempt, Outcome outcome) {
  const auto index = static_cast<std::size_t>(attempt - 1);
  if (counts_.size() <= index) counts_.resize(index + 1);
  ++counts_[index][static_cast<std::size_t>(outcome)];
}

void AttemptCounts::merge(const AttemptCounts& other) {
  counts_.resize(std::max(counts_.size(), other.counts_.size()));
  for (std::size_t i = 0; i < other.counts_.size(); ++i) {
    for (std::size_t k = 0; k < all_outcomes.size(); ++k) counts_[i][k] += other.counts_[i][k];
  }
}

std::uint64_t AttemptCounts::of(int attempt, Outcome outcome) const {
  if (attempt < 1 || attempt > attempts()) return 0;
  return counts_[static_cast<std::size_t>(attempt - 1)][static_cast<std::size_t>(outcome)];
}

std::uint64_t AttemptCounts::issued(int attempt) const {
  if (attempt < 1 || attempt > attempts()) return 0;
  const auto& of_attempt = counts_[static_cast<std::size_t>(attempt - 1)];
  return std::accumulate(of_attempt.begin(), of_attempt.end(), std::uint64_t{0});
}

std::uint64_t AttemptCounts::issued() const {
  std::uint64_t sum = 0;
  for (int attempt = 1; attempt <= attempts(); ++attempt) sum += issued(attempt);
  return sum;
}

int AttemptCounts::attempts() const {
  return static_cast<int>(counts_.size());
}

Outcome with_retries(const RetryPolicy& policy, std::uint64_t random_seed, AttemptCounts& counts,
                     const std::function<Outcome()>& attempt,
                     const std::function<void(std::chrono::microseconds)>& sleep, Access access) {
  for (int number = 1;; ++number) {
    const Outcome outcome = attempt();
    counts.add(number, outcome);
    if (number >= policy.attempts || !may_retry(outcome, access)) return outcome;
    stop_if_interrupted();
    const auto next = static_cast<std::uint64_t>(number) + 1;
    sleep(wait_before(policy, number + 1, random_bits(random_seed, next)));
    stop_if_interrupted();
  }
}

}  // namespace eventstore::engine
