// What a change of a store no longer asks of it.
#include "reports/asked_for_less.hpp"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/store_copy.hpp"

namespace eventstore::reports {

namespace {

using Lines = std::vector<std::string>;

Lines less_than_before(const tests::StoreCopy& changed) {
  return asked_for_less(catalogue::load_catalogue("reference"),
                        catalogue::load_catalogue(changed.path()));
}

}  // namespace

TEST_CASE("a target that is looser is told with both, one that is tighter is not",
          "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "p95 < 20 ms", "p95 < 0.2 s");
  store.replace("operations/append_events.sql", "p95 < 10 ms  when events=1",
                "p95 < 9500 us when events=1");

  CHECK(less_than_before(store) ==
        Lines{"`load_aggregate`: asked for `p95 < 200 ms`, before for `p95 < 20 ms`"});
}

TEST_CASE("a target that is gone is told, also when it holds for fewer calls than it did",
          "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "-- @sla        p95 < 20 ms\n", "");
  store.replace("operations/append_events.sql", "p95 < 50 ms  when events=100",
                "p95 < 50 ms  when events=100 tenant=hot");

  CHECK(less_than_before(store) ==
        Lines{"`append_events`: no longer asked for: `p95 < 50 ms when events=100`",
              "`load_aggregate`: no longer asked for: `p95 < 20 ms`"});
}

TEST_CASE("a line about plans that is gone, or asks for something else, is told with its step",
          "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "-- @plan       never spill\n", "");
  store.replace("operations/load_aggregate.sql", "buffers <= 20 + 2 * rows",
                "buffers <= 20 + 200 * rows");

  CHECK(less_than_before(store) ==
        Lines{"`load_aggregate`: no longer asked for: `never spill`, `buffers <= 20 + 2 * rows`"});
}

TEST_CASE("a case that is gone, or asks for less, is told, and so is an operation",
          "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "hot_1000          tenant=hot     length=1000",
                "hot_1000          tenant=hot     length=10");
  store.remove("operations/find_event.sql");

  CHECK(less_than_before(store) ==
        Lines{"`find_event` is gone",
              "`load_aggregate`: cases that are gone, or others: `hot_1000`"});
}

TEST_CASE("a store that asks for more asks for nothing less", "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "-- @sla        p95 < 20 ms\n",
                "-- @sla        p95 < 20 ms\n-- @sla        p99 < 90 ms\n-- @plan never sort\n");

  CHECK(less_than_before(store).empty());
}

}  // namespace eventstore::reports
