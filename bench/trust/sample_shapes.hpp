// Samples of the shapes that latencies have, and percentiles read from the samples themselves.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace eventstore::trust {

struct SampleShape {
  std::string name;
  std::vector<std::uint64_t> samples;  ///< Nanoseconds.
};

/// `count` values of each shape: constant, uniform, bimodal, Pareto, log-normal, and log-uniform
/// from 1 ns to 10 minutes.  Equal seeds give equal samples.
[[nodiscard]] std::vector<SampleShape> sample_shapes(std::uint64_t seed, std::size_t count);

/// The smallest value that `percent` of all values do not exceed: the nearest rank.  `ascending`
/// is not empty; 0 < percent <= 100.
[[nodiscard]] std::uint64_t exact_percentile(std::span<const std::uint64_t> ascending,
                                             double percent);

}  // namespace eventstore::trust
