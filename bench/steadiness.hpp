// When a warm-up is over.
#pragma once

#include <cstddef>
#include <deque>

namespace eventstore::bench {

/// The rates of the last windows of calls.
class Steadiness {
 public:
  static constexpr std::size_t windows = 5;

  /// `bound`: of the coefficient of variation, above 0.
  explicit Steadiness(double bound) : bound_(bound) {}

  /// `rate`: calls per second of one more window.
  void add(double rate);

  /// Standard deviation (of the population) of the last windows' rates over their mean; 0 before
  /// there are so many.
  [[nodiscard]] double variation() const;

  /// There are enough windows, and their variation is within the bound.
  [[nodiscard]] bool is_steady() const;

 private:
  double bound_;
  std::deque<double> rates_;
};

}  // namespace eventstore::bench
