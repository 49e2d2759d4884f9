// When the journeys of an open loop are due.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "bench/load/load_shape.hpp"
#include "core/measure/clock.hpp"

namespace eventstore::load {

enum class ArrivalProcess : std::uint8_t { constant, poisson };

/// So many at once.
struct Burst {
  measure::Duration time{0};
  std::int64_t count = 0;
};

/// Arrival after arrival, in the order of time; a function of its arguments.
///
/// constant: number k is due where the integral of the rate reaches k - 1/2, so that a phase has as
/// many as its integral says, and none falls on its end.  poisson: where it reaches
/// the k-th point of a Poisson process of rate 1, which gives a Poisson process of the varying rate
/// (the time-change theorem: Daley, Vere-Jones, "An Introduction to the Theory of Point
/// Processes", 7.4).
class Arrivals {
 public:
  Arrivals(LoadShape rate, std::vector<Burst> bursts, ArrivalProcess process, std::uint64_t seed);

  /// When the next one is due, as an offset from the begin; nothing when there is none any more.
  [[nodiscard]] std::optional<measure::Duration> next() const { return next_; }

  /// Goes on to the one after it.
  void take();

 private:
  void advance_rate();
  void choose();

  LoadShape rate_;
  std::vector<Burst> bursts_;
  ArrivalProcess process_;
  std::uint64_t state_;
  double reached_ = 0.0;    ///< Of the integral, by the arrival of `by_rate_`.
  std::size_t burst_ = 0;   ///< The next one, of which
  std::int64_t taken_ = 0;  ///< so many were taken.
  std::optional<measure::Duration> by_rate_;
  std::optional<measure::Duration> next_;
};

/// Exponential with mean 1, from uniform bits.
[[nodiscard]] double exponential(std::uint64_t bits);

}  // namespace eventstore::load
