#include "generator/payload_sizes.hpp"

#include <algorithm>

namespace eventstore::seed {

void PayloadSizes::add(std::size_t octets) {
  Step& step = steps_[std::min(octets / step_octets, step_count - 1)];
  ++step.payloads;
  step.octets += static_cast<std::int64_t>(octets);
}

PayloadSizes& PayloadSizes::operator+=(const PayloadSizes& other) {
  for (std::size_t i = 0; i < step_count; ++i) {
    steps_[i].payloads += other.steps_[i].payloads;
    steps_[i].octets += other.steps_[i].octets;
  }
  return *this;
}

double PayloadSizes::octets_in_largest(double share) const {
  std::int64_t payloads = 0;
  std::int64_t octets = 0;
  for (const Step& step : steps_) {
    payloads += step.payloads;
    octets += step.octets;
  }
  if (octets == 0) return 0;
  double left = share * static_cast<double>(payloads);
  double taken = 0;
  for (auto step = steps_.rbegin(); step != steps_.rend() && left > 0; ++step) {
    if (step->payloads == 0) continue;
    const auto here = static_cast<double>(step->payloads);
    // Of the last step that is reached a part, as if all in it were of one size.
    taken += static_cast<double>(step->octets) * std::min(left / here, 1.0);
    left -= here;
  }
  return taken / static_cast<double>(octets);
}

}  // namespace eventstore::seed
