// What bench_trust makes of lost and repeated events.
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "bench/trust/visibility_cost.hpp"

using namespace eventstore;
using engine::Visibility;

namespace {

trust::VisibilityResult row(Visibility visibility, trust::Deliveries deliveries) {
  trust::VisibilityResult result;
  result.visibility = visibility;
  result.deliveries = deliveries;
  return result;
}

}  // namespace

TEST_CASE("a strategy that loses, repeats or makes up events fails the oracle", "[unit][trust]") {
  const auto naive = row(Visibility::naive, {.committed = 5, .delivered = 4, .lost = 1});
  const auto good = row(Visibility::gap_aware, {.committed = 5, .delivered = 5});
  CHECK(trust::verdict_of({naive, good}) == ExitCode::success);
  for (const trust::Deliveries bad :
       {trust::Deliveries{.committed = 5, .delivered = 4, .lost = 1},
        trust::Deliveries{.committed = 5, .delivered = 5, .repeated = 1},
        trust::Deliveries{.committed = 5, .delivered = 6, .stray = 1}}) {
    CHECK(trust::verdict_of({naive, row(Visibility::gap_aware, bad)}) == ExitCode::oracle_failed);
  }
}

TEST_CASE("a schedule under which the naive reader loses nothing proves nothing", "[unit][trust]") {
  const auto naive = row(Visibility::naive, {.committed = 5, .delivered = 5});
  CHECK(trust::verdict_of({naive}) == ExitCode::no_verdict);
}
