// How many payloads there are of which size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace eventstore::seed {

/// Sizes in steps of 16 octets up to 128 kB, and all above together: 16 octets of memory a step.
class PayloadSizes {
 public:
  PayloadSizes() : steps_(step_count) {}

  void add(std::size_t octets);
  PayloadSizes& operator+=(const PayloadSizes& other);

  /// The share of all octets that the largest `share` of the payloads hold; 0 when there are none.
  [[nodiscard]] double octets_in_largest(double share) const;

 private:
  static constexpr std::size_t step_octets = 16;
  static constexpr std::size_t step_count = 8'193;
  struct Step {
    std::int64_t payloads = 0;
    std::int64_t octets = 0;
  };
  std::vector<Step> steps_;
};

}  // namespace eventstore::seed
