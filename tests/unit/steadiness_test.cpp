// When a warm-up is over.

#include "bench/steadiness.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

namespace eventstore::bench {

using Catch::Matchers::WithinAbs;

TEST_CASE("a rate is steady once five windows vary by no more than the bound", "[unit][bench]") {
  Steadiness steadiness{0.1};
  for (const double rate : {100.0, 101.0, 99.0, 100.0}) {
    steadiness.add(rate);
    CHECK_FALSE(steadiness.is_steady());
  }
  steadiness.add(100.0);
  CHECK(steadiness.is_steady());
}

TEST_CASE("what came before the last five windows is forgotten", "[unit][bench]") {
  Steadiness steadiness{0.05};
  steadiness.add(10.0);  // The first calls read from disk.
  for (int i = 0; i < 4; ++i) steadiness.add(100.0);
  CHECK_FALSE(steadiness.is_steady());
  steadiness.add(100.0);
  CHECK(steadiness.is_steady());
  CHECK(steadiness.variation() == 0.0);
}

TEST_CASE("the variation is the standard deviation over the mean", "[unit][bench]") {
  Steadiness steadiness{0.1};
  // Mean 100, deviations 20, 10, 0, 10, 20: variance 1000 / 5.
  for (const double rate : {80.0, 90.0, 100.0, 110.0, 120.0}) steadiness.add(rate);
  CHECK_THAT(steadiness.variation(), WithinAbs(0.1414, 0.0001));
  CHECK_FALSE(steadiness.is_steady());
}

TEST_CASE("a rate of nothing is not steady", "[unit][bench]") {
  Steadiness steadiness{0.1};
  for (int i = 0; i < 5; ++i) steadiness.add(0.0);
  CHECK_FALSE(steadiness.is_steady());
}

}  // namespace eventstore::bench
