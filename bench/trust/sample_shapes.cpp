#include "bench/trust/sample_shapes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/random/random.hpp"

namespace eventstore::trust {

namespace {

constexpr double ten_minutes_ns = 6e11;

/// Above 0 and below 1.
double uniform(std::uint64_t& state) {
  return (static_cast<double>(next_bits(state) >> 11U) + 0.5) / 9007199254740992.0;
}

double normal(std::uint64_t& state) {
  const double radius = std::sqrt(-2 * std::log(uniform(state)));
  return radius * std::cos(2 * std::numbers::pi * uniform(state));
}

template <typename Draw>
SampleShape shape(const std::string& name, std::uint64_t seed, std::size_t count,
                  const Draw& draw) {
  SampleShape made{.name = name, .samples = {}};
  std::uint64_t state = seed;
  for (std::size_t i = 0; i < count; ++i) {
    made.samples.push_back(static_cast<std::uint64_t>(draw(state)));
  }
  return made;
}

}  // namespace

std::vector<SampleShape> sample_shapes(std::uint64_t seed, std::size_t count) {
  return {shape("constant", seed, count, [](std::uint64_t&) { return 123'457.0; }),
          shape("uniform", seed, count, [](std::uint64_t& s) { return 1e5 + 9e5 * uniform(s); }),
          shape("bimodal", seed, count,
                [](std::uint64_t& s) {
                  const double around = uniform(s) < 0.7 ? 11'500.0 : 74'000.0;
                  return around * std::exp(0.03 * normal(s));
                }),
          shape("Pareto", seed, count,
                [](std::uint64_t& s) { return std::min(5e4 / uniform(s), ten_minutes_ns); }),
          shape("log-normal", seed, count,
                [](std::uint64_t& s) { return 3e5 * std::exp(0.4 * normal(s)); }),
          shape("log-uniform", seed, count,
                [](std::uint64_t& s) { return std::exp(uniform(s) * std::log(ten_minutes_ns)); })};
}

std::uint64_t exact_percentile(std::span<const std::uint64_t> ascending, double percent) {
  const double rank = std::ceil(percent / 100.0 * static_cast<double>(ascending.size()) - 1e-9);
  const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
  return ascending[std::min(index, ascending.size() - 1)];
}

}  // namespace eventstore::trust
