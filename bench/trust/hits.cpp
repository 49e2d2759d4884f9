#include "bench/trust/hits.hpp"

#include <cmath>

namespace eventstore::trust {

int fewest_hits(int trials, double confidence) {
  constexpr double doubt = 0.005;
  double at_most = 0;  // The probability of so many hits or fewer: binomial.
  for (int hits = 0; hits < trials; ++hits) {
    const double ways =
        std::lgamma(trials + 1) - std::lgamma(hits + 1) - std::lgamma(trials - hits + 1);
    at_most +=
        std::exp(ways + hits * std::log(confidence) + (trials - hits) * std::log(1 - confidence));
    if (at_most > doubt) return hits;
  }
  return trials;
}

}  // namespace eventstore::trust
