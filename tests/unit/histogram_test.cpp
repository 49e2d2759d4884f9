#include "core/measure/histogram.hpp"

#include <algorithm>
#include <cmath>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>

#include "core/random/random.hpp"

namespace eventstore::measure {

namespace {

/// From nanoseconds to minutes, evenly on a logarithmic scale.
std::vector<std::uint64_t> random_samples(std::uint64_t seed, std::size_t count) {
  std::vector<std::uint64_t> samples;
  for (std::size_t i = 0; i < count; ++i) {
    const double exponent = static_cast<double>(random_bits(seed, i) >> 11U) / 9007199254740992.0;
    samples.push_back(static_cast<std::uint64_t>(std::exp(exponent * std::log(6e11))));
  }
  return samples;
}

std::uint64_t exact_percentile(std::vector<std::uint64_t> samples, double percent) {
  std::sort(samples.begin(), samples.end());
  const double rank = std::ceil(percent / 100.0 * static_cast<double>(samples.size()) - 1e-9);
  return samples[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

}  // namespace

TEST_CASE("a percentile is within a thousandth of the exact quantile", "[unit][measure]") {
  const auto seed = GENERATE(range(1U, 21U));
  const auto samples = random_samples(seed, 1 + below(random_bits(seed, 7), 5000));
  Histogram histogram;
  for (const auto sample : samples) histogram.record(sample);

  for (const double percent : {0.1, 1.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99, 100.0}) {
    const auto exact = static_cast<double>(exact_percentile(samples, percent));
    CAPTURE(seed, percent, exact);
    CHECK(std::abs(static_cast<double>(histogram.percentile(percent)) - exact) <= 0.001 * exact);
  }
  CHECK(histogram.count() == samples.size());
  CHECK(histogram.min() == *std::min_element(samples.begin(), samples.end()));
  CHECK(histogram.max() == *std::max_element(samples.begin(), samples.end()));
}

TEST_CASE("merging histograms is recording everything in one", "[unit][measure]") {
  const auto samples = random_samples(3, 10'000);
  Histogram all, odd, even;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    all.record(samples[i]);
    (i % 2 == 0 ? even : odd).record(samples[i]);
  }
  even.merge(odd);
  CHECK(even.buckets() == all.buckets());
  CHECK(even.count() == all.count());
  CHECK(even.mean() == all.mean());
  CHECK(even.min() == all.min());
  CHECK(even.max() == all.max());
}

TEST_CASE("every value lies within a bucket whose middle is close to it", "[unit][measure]") {
  for (std::uint64_t value = 1; value < Histogram::value_max; value += 1 + value / 37) {
    Histogram one;
    one.record(value);
    one.record(Histogram::value_max);
    const auto middle = static_cast<double>(one.buckets().front().first);
    CHECK(std::abs(middle - static_cast<double>(value)) <= 0.0005 * static_cast<double>(value));
  }
}

TEST_CASE("an empty histogram has no values, one that was reset neither", "[unit][measure]") {
  Histogram histogram;
  CHECK(histogram.percentile(95) == 0);
  CHECK(histogram.min() == 0);
  CHECK(histogram.mean() == 0.0);
  histogram.record(5, 3);
  CHECK(histogram.count() == 3);
  histogram.reset();
  CHECK(histogram.count() == 0);
  CHECK(histogram.max() == 0);
}

TEST_CASE("percentiles never leave the range of what was recorded", "[unit][measure]") {
  Histogram histogram;
  histogram.record(1'000'003);
  for (const double percent : {0.001, 50.0, 100.0}) {
    CHECK(histogram.percentile(percent) == 1'000'003);
  }
  histogram.record(UINT64_MAX);  // Beyond the range: it counts as the largest value.
  CHECK(histogram.max() == Histogram::value_max);
}

}  // namespace eventstore::measure
