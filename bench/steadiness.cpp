#include "bench/steadiness.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace eventstore::bench {

void Steadiness::add(double rate) {
  rates_.push_back(rate);
  if (rates_.size() > windows) rates_.pop_front();
}

double Steadiness::variation() const {
  if (rates_.size() < windows) return 0.0;
  const auto count = static_cast<double>(rates_.size());
  const double mean = std::accumulate(rates_.begin(), rates_.end(), 0.0) / count;
  if (mean <= 0.0) return 0.0;
  double squares = 0.0;
  for (const double rate : rates_) squares += (rate - mean) * (rate - mean);
  return std::sqrt(squares / count) / mean;
}

bool Steadiness::is_steady() const {
  const auto is_something = [](double rate) { return rate > 0.0; };
  return rates_.size() == windows && variation() <= bound_ &&
         std::any_of(rates_.begin(), rates_.end(), is_something);
}

}  // namespace eventstore::bench
