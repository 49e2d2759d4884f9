// Whether a series grows, from its values.

#include "core/measure/trend.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "core/random/random.hpp"

using namespace eventstore;
using Catch::Approx;
using measure::TimedValue;
using measure::Trend;
using measure::trend_of;
using measure::TrendVerdict;

namespace {

/// Uniform from -1 to 1.
double noise(std::uint64_t seed, std::size_t i) {
  return static_cast<double>(random_bits(seed, i) >> 11U) * 0x1.0p-52 - 1.0;
}

std::vector<TimedValue> series(std::size_t count, double level, double per_second, double noise_of,
                               std::uint64_t seed) {
  std::vector<TimedValue> values;
  for (std::size_t i = 0; i < count; ++i) {
    const auto seconds = static_cast<double>(i);
    values.push_back({seconds, level + per_second * seconds + noise_of * noise(seed, i)});
  }
  return values;
}

}  // namespace

TEST_CASE("a slope is found under noise, and its interval holds the true one", "[unit][measure]") {
  int inside = 0;
  constexpr int tries = 200;
  for (int seed = 0; seed < tries; ++seed) {
    const Trend trend = trend_of(series(1000, 1000.0, 0.5, 50.0, static_cast<std::uint64_t>(seed)));
    CHECK(trend.verdict == TrendVerdict::grows);
    CHECK(trend.per_second == Approx(0.5).margin(0.05));
    CHECK(trend.low <= trend.per_second);
    CHECK(trend.per_second <= trend.high);
    if (trend.low <= 0.5 && 0.5 <= trend.high) ++inside;
  }
  CHECK(inside >= tries * 90 / 100);
}

TEST_CASE("noise alone is steady", "[unit][measure]") {
  int steady = 0;
  constexpr int tries = 200;
  for (int seed = 0; seed < tries; ++seed) {
    const Trend trend = trend_of(series(300, 1000.0, 0.0, 50.0, static_cast<std::uint64_t>(seed)));
    if (trend.verdict == TrendVerdict::steady) ++steady;
  }
  CHECK(steady >= tries * 90 / 100);
}

TEST_CASE("a constant is steady, and so is a growth too small to matter", "[unit][measure]") {
  CHECK(trend_of(series(300, 1000.0, 0.0, 0.0, 1)).verdict == TrendVerdict::steady);
  const Trend small = trend_of(series(300, 1'000'000.0, 0.1, 0.0, 1));
  CHECK(small.verdict == TrendVerdict::steady);
  CHECK(small.low > 0.0);
}

TEST_CASE("what falls is said to fall", "[unit][measure]") {
  CHECK(trend_of(series(300, 1000.0, -1.0, 10.0, 1)).verdict == TrendVerdict::falls);
}

TEST_CASE("warming up and some peaks do not make a trend", "[unit][measure]") {
  std::vector<TimedValue> values = series(600, 1000.0, 0.0, 5.0, 1);
  for (std::size_t i = 0; i < 100; ++i) values[i].value = static_cast<double>(i) * 10.0;
  for (std::size_t i = 500; i < 600; i += 20) values[i].value = 50'000.0;
  CHECK(trend_of(values).verdict == TrendVerdict::steady);
}

TEST_CASE("few values, or little time, are not enough", "[unit][measure]") {
  CHECK(trend_of({}).verdict == TrendVerdict::too_few);
  CHECK(trend_of(series(20, 10.0, 5.0, 0.0, 1)).verdict == TrendVerdict::too_few);
  std::vector<TimedValue> dense = series(300, 10.0, 5.0, 0.0, 1);
  for (TimedValue& one : dense) one.seconds /= 100.0;
  CHECK(trend_of(dense).verdict == TrendVerdict::too_few);
  CHECK(trend_of(series(62, 10.0, 5.0, 0.0, 1)).verdict == TrendVerdict::grows);
}

TEST_CASE("a series longer than the stretches keeps its slope", "[unit][measure]") {
  const Trend trend = trend_of(series(30'000, 1000.0, 2.0, 100.0, 1));
  CHECK(trend.per_second == Approx(2.0).epsilon(0.01));
  CHECK(trend.verdict == TrendVerdict::grows);
}
