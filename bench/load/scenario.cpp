#include "bench/load/scenario.hpp"

namespace eventstore::load {

using measure::Duration;

std::vector<Duration> Scenario::lengths() const {
  std::vector<Duration> result;
  for (const Phase& phase : phases) result.push_back(phase.length);
  return result;
}

const std::vector<std::string>& tenant_names() {
  static const std::vector<std::string> names{"seeded", "even", "hot", "middle", "cold", "others"};
  return names;
}

Duration Scenario::length() const {
  return begin_of(phases.size());
}

Duration Scenario::begin_of(std::size_t phase) const {
  Duration begin{0};
  for (std::size_t i = 0; i < phase; ++i) begin += phases[i].length;
  return begin;
}

std::size_t Scenario::phase_at(Duration time) const {
  Duration end{0};
  for (std::size_t i = 0; i + 1 < phases.size(); ++i) {
    end += phases[i].length;
    if (time < end) return i;
  }
  return phases.empty() ? 0 : phases.size() - 1;
}

}  // namespace eventstore::load
