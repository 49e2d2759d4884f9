// The Universal Scalability Law, fitted to curves whose parameters are known.

#include "core/measure/scalability.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "core/measure/student_t.hpp"
#include "core/random/random.hpp"

using namespace eventstore;
using Catch::Approx;
using measure::ConcurrentRate;
using measure::Estimate;
using measure::fit_scalability;
using measure::Scalability;
using measure::student_t;

namespace {

double law(double lambda, double sigma, double kappa, double n) {
  return lambda * n / (1.0 + sigma * (n - 1.0) + kappa * n * (n - 1.0));
}

/// Normal with mean 0 and variance 1.
double normal(std::uint64_t& state) {
  const auto uniform = [&] {
    return (static_cast<double>(next_bits(state) >> 11U) + 1.0) * 0x1.0p-53;
  };
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::vector<ConcurrentRate> windows(double lambda, double sigma, double kappa, double noise = 0.0,
                                    std::uint64_t seed = 1) {
  std::vector<ConcurrentRate> result;
  std::uint64_t state = seed;
  for (int round = 0; round < 3; ++round) {
    for (const int n : {1, 2, 4, 8, 16, 32}) {
      result.push_back({n, law(lambda, sigma, kappa, n) * (1.0 + noise * normal(state))});
    }
  }
  return result;
}

bool holds(const Estimate& estimate, double truth) {
  return estimate.low <= truth && truth <= estimate.high;
}

}  // namespace

TEST_CASE("Student's t is that of the tables", "[unit][measure]") {
  CHECK(student_t(1) == Approx(12.706).epsilon(1e-4));
  CHECK(student_t(2) == Approx(4.3027).epsilon(1e-4));
  CHECK(student_t(3) == Approx(3.1824).epsilon(1e-4));
  CHECK(student_t(10) == Approx(2.2281).epsilon(1e-4));
  CHECK(student_t(15) == Approx(2.1314).epsilon(1e-4));
  CHECK(student_t(30, 0.99) == Approx(2.75).epsilon(1e-4));
  CHECK_THROWS(student_t(0));
}

TEST_CASE("the parameters of a curve without noise are found exactly", "[unit][measure]") {
  const auto found = fit_scalability(windows(1000.0, 0.05, 0.002));
  REQUIRE(found);
  CHECK(found->lambda.value == Approx(1000.0));
  CHECK(found->sigma.value == Approx(0.05));
  CHECK(found->kappa.value == Approx(0.002));
  CHECK(found->lambda.high - found->lambda.low < 1e-3);
  CHECK(found->peak().value_or(0.0) == Approx(std::sqrt(0.95 / 0.002)));
  CHECK(found->rate_at(64.0).value == Approx(law(1000.0, 0.05, 0.002, 64.0)));
  CHECK(found->efficiency_at(2.0).value == Approx(1.0 / (1.0 + 0.05 + 0.004)));
}

TEST_CASE("linear scaling has neither contention nor coherency, and no peak", "[unit][measure]") {
  const auto found = fit_scalability(windows(500.0, 0.0, 0.0));
  REQUIRE(found);
  CHECK(found->sigma.value == Approx(0.0).margin(1e-9));
  CHECK(found->kappa.value == Approx(0.0).margin(1e-9));
  CHECK(found->efficiency_at(32.0).value == Approx(1.0));
  const auto noisy = fit_scalability(windows(500.0, 0.0, 0.0, 0.05, 3));
  REQUIRE(noisy);
  CHECK(noisy->sigma.value >= 0.0);
  CHECK(noisy->kappa.value >= 0.0);
}

TEST_CASE("under noise, the intervals hold the truth about as often as they say",
          "[unit][measure]") {
  constexpr int tries = 400;
  int of_lambda = 0, of_sigma = 0, of_kappa = 0, of_efficiency = 0, of_rate = 0;
  for (int seed = 1; seed <= tries; ++seed) {
    const auto found =
        fit_scalability(windows(2000.0, 0.1, 0.003, 0.03, static_cast<std::uint64_t>(seed) << 20U));
    REQUIRE(found);
    of_lambda += holds(found->lambda, 2000.0) ? 1 : 0;
    of_sigma += holds(found->sigma, 0.1) ? 1 : 0;
    of_kappa += holds(found->kappa, 0.003) ? 1 : 0;
    of_efficiency += holds(found->efficiency_at(4.0), 1.0 / (1.0 + 0.3 + 0.036)) ? 1 : 0;
    of_rate += holds(found->rate_at(64.0), law(2000.0, 0.1, 0.003, 64.0)) ? 1 : 0;
    CHECK(found->sigma.high < 0.3);
  }
  constexpr int least = tries * 91 / 100;
  CHECK(of_lambda >= least);
  CHECK(of_sigma >= least);
  CHECK(of_kappa >= least);
  CHECK(of_efficiency >= least);
  CHECK(of_rate >= least);
}

TEST_CASE("too few windows, or none that says anything, give no fit", "[unit][measure]") {
  CHECK_FALSE(fit_scalability({}));
  const std::vector<ConcurrentRate> three{{1, 10.0}, {2, 19.0}, {4, 30.0}};
  CHECK_FALSE(fit_scalability(three));
  const std::vector<ConcurrentRate> two_levels{{1, 10.0}, {2, 19.0}, {1, 10.1}, {2, 19.1}};
  CHECK_FALSE(fit_scalability(two_levels));
  const std::vector<ConcurrentRate> dead{{1, 10.0}, {2, 0.0}, {4, 10.1}, {8, 19.1}};
  CHECK_FALSE(fit_scalability(dead));
}
