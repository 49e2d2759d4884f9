// How far appended history reaches (docs/decisions/0003-seeding.md).
#include <cstdint>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "generator/plan.hpp"

using namespace eventstore::seed;

TEST_CASE("an append lasts as long as its share of the first half year, in whole weeks",
          "[unit][append]") {
  const std::vector<Plan> plans =
      make_plans({.events = 2'000, .tenants = 3, .appended = {1, 1, 1'000, 40'000, 1}});
  std::vector<std::int64_t> weeks{plans.front().calendar.end_week()};
  for (std::size_t i = 1; i < plans.size(); ++i) {
    weeks.push_back(plans[i].calendar.end_week() - plans[i - 1].calendar.end_week());
  }
  // One at least, five years at the most; each by itself, so many of them reach further.
  CHECK(weeks == std::vector<std::int64_t>{26, 1, 1, 13, 260, 1});
}
