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

TEST_CASE("a line about plans that is gone is told, one with a wider bound with both",
          "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "-- @plan       never spill\n", "");
  store.replace("operations/load_aggregate.sql", "buffers <= 20 + 2 * rows",
                "buffers <= 20 + 200 * rows");
  store.replace("operations/append_events.sql", "index_cond(events: tenant_key, aggregate_id)",
                "index_cond(events: aggregate_id)");

  CHECK(
      less_than_before(store) ==
      Lines{"`append_events`: no longer asked for: `index_cond(events: tenant_key, aggregate_id)`",
            "`load_aggregate`: no longer asked for: `never spill`",
            "`load_aggregate`: asked for `buffers <= 20 + 200 * rows`, before for `buffers <= 20 "
            "+ 2 * rows`"});
}

TEST_CASE("a tighter bound, more columns, or other blanks are no less", "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "buffers <= 20 + 2 * rows",
                "buffers  <=  10 + 2 * rows");
  store.replace("operations/load_aggregate.sql", "removed <= 0", "removed  <=  0");
  store.replace("operations/append_events.sql", "index_cond(events: tenant_key, aggregate_id)",
                "index_cond(events: aggregate_id, tenant_key, sequence_number)");
  store.replace("operations/append_events.sql", "@rows       0..case.events",
                "@rows       case.events");

  CHECK(less_than_before(store).empty());
}

TEST_CASE("a line that holds under other conditions than before is told", "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "never spill", "never spill when tenant=cold");

  CHECK(less_than_before(store) == Lines{"`load_aggregate`: no longer asked for: `never spill`"});
}

TEST_CASE("rows that may be more or fewer than before are told", "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "@rows       case.rows", "@rows       0..100000");
  store.replace("operations/find_event.sql", "@rows       case.rows", "@rows       0..case.rows");

  CHECK(less_than_before(store) ==
        Lines{"`find_event`: asked for `@rows 0..case.rows`, before for `@rows case.rows`",
              "`load_aggregate`: asked for `@rows 0..100000`, before for `@rows case.rows`"});
}

TEST_CASE("readers that may skip events where they did not are told first", "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("store.toml", "visibility = \"snapshot_barrier\"", "visibility = \"naive\"");

  CHECK(
      less_than_before(store) ==
      Lines{"the store asks for visibility `naive`, before for `snapshot_barrier`: its readers may "
            "skip events that are committed late"});
}

TEST_CASE("a case that is gone, or asks for something else, is told, and so is an operation",
          "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "hot_1000          tenant=hot     length=1000",
                "hot_1000          tenant=hot     length=10");
  store.replace(
      "operations/load_aggregate.sql",
      "-- @case       middle_1000       tenant=middle  length=1000  from=1    rows=1000\n", "");
  store.remove("operations/find_event.sql");

  CHECK(less_than_before(store) ==
        Lines{"`find_event` is gone", "`load_aggregate`: cases that are gone: `middle_1000`",
              "`load_aggregate`: cases that are not what they were: `hot_1000`"});
}

TEST_CASE("a store that asks for more asks for nothing less", "[unit][report]") {
  const tests::StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "-- @sla        p95 < 20 ms\n",
                "-- @sla        p95 < 20 ms\n-- @sla        p99 < 90 ms\n-- @plan never sort\n");

  CHECK(less_than_before(store).empty());
}

}  // namespace eventstore::reports
