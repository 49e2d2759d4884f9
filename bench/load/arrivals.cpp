#include "bench/load/arrivals.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/random/random.hpp"

namespace eventstore::load {

double exponential(std::uint64_t bits) {
  // 53 bits, never 0: (0, 1].
  const double uniform = (static_cast<double>(bits >> 11U) + 1.0) * 0x1.0p-53;
  return -std::log(uniform);
}

Arrivals::Arrivals(LoadShape rate, std::vector<Burst> bursts, ArrivalProcess process,
                   std::uint64_t seed)
    : rate_(std::move(rate)), bursts_(std::move(bursts)), process_(process), state_(seed) {
  std::erase_if(bursts_, [](const Burst& burst) { return burst.count <= 0; });
  std::sort(bursts_.begin(), bursts_.end(),
            [](const Burst& one, const Burst& other) { return one.time < other.time; });
  if (process_ == ArrivalProcess::constant) reached_ = -0.5;
  advance_rate();
  choose();
}

void Arrivals::advance_rate() {
  reached_ += process_ == ArrivalProcess::constant ? 1.0 : exponential(next_bits(state_));
  by_rate_ = rate_.time_of_integral(reached_);
}

void Arrivals::choose() {
  next_ = by_rate_;
  const bool has_burst = burst_ < bursts_.size();
  if (has_burst && (!next_ || bursts_[burst_].time <= *next_)) next_ = bursts_[burst_].time;
}

void Arrivals::take() {
  const bool is_of_burst = burst_ < bursts_.size() && next_ == bursts_[burst_].time;
  if (!is_of_burst) {
    advance_rate();
  } else if (++taken_ >= bursts_[burst_].count) {
    taken_ = 0;
    ++burst_;
  }
  choose();
}

}  // namespace eventstore::load
