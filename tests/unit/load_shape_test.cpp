#include "bench/load/load_shape.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "bench/load/arrivals.hpp"

using namespace eventstore;
using load::ArrivalProcess;
using load::Arrivals;
using load::Level;
using load::LoadShape;
using measure::Duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

LoadShape shape_of(const std::vector<Duration>& lengths, const std::vector<Level>& levels) {
  return LoadShape{lengths, levels};
}

/// 0 to 10 in ten seconds, 10 for ten, then 100 for one, then back to 0 in ten.
LoadShape hill() {
  return shape_of({seconds{10}, seconds{10}, seconds{1}, seconds{10}},
                  {{0, 10}, {10, 10}, {100, 100}, {100, 0}});
}

std::vector<double> times_of(Arrivals arrivals) {
  std::vector<double> times;
  for (; arrivals.next(); arrivals.take()) {
    times.push_back(std::chrono::duration<double>(*arrivals.next()).count());
  }
  return times;
}

}  // namespace

TEST_CASE("a load shape is linear in each phase and nothing outside of them", "[unit][load]") {
  const LoadShape shape = hill();
  CHECK(shape.length() == seconds{31});
  CHECK(shape.at(seconds{0}) == 0.0);
  CHECK(shape.at(seconds{5}) == Catch::Approx(5.0));
  CHECK(shape.at(seconds{15}) == 10.0);
  CHECK(shape.at(seconds{20}) == 100.0);
  CHECK(shape.at(seconds{26}) == Catch::Approx(50.0));
  CHECK(shape.at(seconds{31}) == 0.0);
}

TEST_CASE("the integral and its inverse agree at any time", "[unit][load]") {
  const LoadShape shape = hill();
  CHECK(shape.integral(seconds{10}) == Catch::Approx(50.0));
  CHECK(shape.integral(seconds{21}) == Catch::Approx(250.0));
  CHECK(shape.integral(seconds{31}) == Catch::Approx(750.0));
  for (int i = 1; i < 310; ++i) {
    const Duration time = milliseconds{100 * i};
    const auto back = shape.time_of_integral(shape.integral(time));
    REQUIRE(back);
    CHECK(std::abs((*back - time).count()) < 100'000);
  }
  CHECK_FALSE(shape.time_of_integral(750.1));
}

TEST_CASE("a user begins when there are enough users for it, and rests otherwise", "[unit][load]") {
  const LoadShape shape = hill();
  CHECK(shape.first_at_least(5.0, seconds{0}) == seconds{5});
  CHECK(shape.first_at_least(10.0, seconds{0}) == seconds{10});
  CHECK(shape.first_at_least(11.0, seconds{0}) == seconds{20});
  CHECK(shape.first_at_least(5.0, seconds{7}) == seconds{7});
  CHECK(shape.first_at_least(50.0, seconds{22}) == seconds{22});
  CHECK_FALSE(shape.first_at_least(95.0, seconds{22}));
  CHECK_FALSE(shape.first_at_least(101.0, seconds{0}));
  CHECK_FALSE(shape.first_at_least(1.0, seconds{31}));
}

TEST_CASE("a phase without load between two with it is passed over", "[unit][load]") {
  const LoadShape shape = shape_of({seconds{1}, seconds{5}, seconds{1}}, {{2, 2}, {0, 0}, {2, 2}});
  CHECK(shape.time_of_integral(2.0) == seconds{1});
  CHECK(shape.time_of_integral(3.0) == milliseconds{6500});
  CHECK(shape.first_at_least(1.0, seconds{1}) == seconds{6});
}

TEST_CASE(
    "constant arrivals are as many as the rate says in each phase, and none is due at its end",
    "[unit][load]") {
  const LoadShape rate = shape_of({seconds{2}, seconds{2}}, {{10, 10}, {0, 20}});
  const auto times = times_of({rate, {}, ArrivalProcess::constant, 1});
  REQUIRE(times.size() == 40);
  CHECK(times[0] == Catch::Approx(0.05));
  CHECK(times[19] == Catch::Approx(1.95));
  CHECK(times[20] == Catch::Approx(2.0 + std::sqrt(0.5 / 5.0)));
  CHECK(times[39] == Catch::Approx(2.0 + std::sqrt(19.5 / 5.0)));
  for (std::size_t i = 1; i < times.size(); ++i) CHECK(times[i] >= times[i - 1]);
}

TEST_CASE("Poisson arrivals have the mean and the variance of a Poisson process", "[unit][load]") {
  const LoadShape rate = shape_of({seconds{1000}}, {{20, 20}});
  const auto times = times_of({rate, {}, ArrivalProcess::poisson, 7});
  std::vector<double> counts(1000, 0.0);
  for (const double time : times) counts[static_cast<std::size_t>(time)] += 1.0;
  double mean = 0.0;
  for (const double count : counts) mean += count / 1000.0;
  double variance = 0.0;
  for (const double count : counts) variance += (count - mean) * (count - mean) / 999.0;
  CHECK(mean == Catch::Approx(20.0).margin(0.6));
  CHECK(variance / mean == Catch::Approx(1.0).margin(0.2));
}

TEST_CASE("equal seeds give equal arrivals, others other ones", "[unit][load]") {
  const LoadShape rate = shape_of({seconds{10}}, {{50, 50}});
  const auto times = times_of({rate, {}, ArrivalProcess::poisson, 1});
  CHECK(times == times_of({rate, {}, ArrivalProcess::poisson, 1}));
  CHECK(times != times_of({rate, {}, ArrivalProcess::poisson, 2}));
}

TEST_CASE("a burst is due all at once, beside the arrivals of the rate", "[unit][load]") {
  const LoadShape rate = shape_of({seconds{2}}, {{1, 1}});
  const auto times =
      times_of({rate, {{.time = milliseconds{1250}, .count = 3}}, ArrivalProcess::constant, 1});
  CHECK(times == std::vector<double>{0.5, 1.25, 1.25, 1.25, 1.5});
  const auto alone = times_of({shape_of({seconds{2}}, {{0, 0}}),
                               {{.time = seconds{1}, .count = 2}, {.time = seconds{0}, .count = 1}},
                               ArrivalProcess::poisson,
                               1});
  CHECK(alone == std::vector<double>{0.0, 1.0, 1.0});
}
