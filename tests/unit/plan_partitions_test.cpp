// Plans of partitioned tables that PostgreSQL really made, told as if the tables were whole.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "explain/check.hpp"
#include "explain/partitions.hpp"
#include "explain/table_scan.hpp"
#include "tests/support/plan_fixture.hpp"

namespace eventstore::explain {

using catalogue::IndexCondition;
using catalogue::Never;
using catalogue::PlanExpectation;
using Catch::Matchers::ContainsSubstring;
using tests::plan_fixture;

namespace {

/// An aggregate, looked for in five partitions by position, of which three are empty.
Plan some_empty() {
  Plan plan = plan_fixture("partitions_some_empty");
  name_by_whole(plan, {{"domain_events_to_100k", "domain_events"},
                       {"domain_events_to_1m", "domain_events"},
                       {"domain_events_to_10m", "domain_events"},
                       {"domain_events_to_50m", "domain_events"},
                       {"domain_events_above_50m", "domain_events"},
                       {"domain_events_to_100k_tenant_key_aggregate_id_sequence_numb_idx",
                        "domain_events_aggregate_idx"},
                       {"domain_events_to_1m_tenant_key_aggregate_id_sequence_number_idx",
                        "domain_events_aggregate_idx"}});
  return plan;
}

const std::set<std::string> empty_ones{"domain_events_to_10m", "domain_events_to_50m",
                                       "domain_events_above_50m"};

result::Finding held_against(const PlanExpectation& expectation, const Plan& plan) {
  catalogue::StoreProfile store;
  store.events.table = "domain_events";
  return check(expectation, plan, store);
}

const PlanExpectation by_aggregate{
    .property = IndexCondition{"events", {"tenant_key", "aggregate_id", "sequence_number"}},
    .text = "index_cond",
    .line = 1};
const PlanExpectation no_seq_scan{
    .property = Never{Never::What::seq_scan, "events"}, .text = "never", .line = 1};

}  // namespace

TEST_CASE("a partition is called by its table, its index by the table's", "[unit][explain]") {
  CHECK(index_names(some_empty()) == "domain_events_aggregate_idx");
  const Plan plan = some_empty();
  const auto scans = scans_of(plan, "domain_events");
  REQUIRE(scans.size() == 5);
  CHECK(scans[0].scan->partition == "domain_events_to_100k");
  CHECK(table_text(*scans[0].scan) == "domain_events (partition domain_events_to_100k)");
}

TEST_CASE("a partition that is unknown stays a table of its own", "[unit][explain]") {
  Plan plan = plan_fixture("partitions_merged");
  name_by_whole(plan, {{"domain_events_0", "domain_events"}});
  CHECK(scans_of(plan, "domain_events").size() == 1);
  CHECK(scans_of(plan, "domain_events_3").size() == 1);
  CHECK(scans_of(plan, "domain_events_3").front().scan->partition.empty());
}

TEST_CASE("a Seq Scan of one partition is one of the table, and the partition is named",
          "[unit][explain]") {
  const auto scanned = held_against(no_seq_scan, some_empty());
  CHECK_FALSE(scanned.met);
  CHECK_THAT(scanned.found,
             ContainsSubstring("Seq Scan of domain_events (partition domain_events_to_10m)"));
  const auto by_index = held_against(by_aggregate, some_empty());
  CHECK_FALSE(by_index.met);
  CHECK_THAT(by_index.found,
             ContainsSubstring("domain_events (partition domain_events_to_10m) uses no index"));
}

TEST_CASE("what is left out is not judged, and nothing else is left out", "[unit][explain]") {
  const Plan filled = without_partitions(some_empty(), empty_ones);
  CHECK(scans_of(filled, "domain_events").size() == 2);
  CHECK(held_against(no_seq_scan, filled).met);
  CHECK(held_against(by_aggregate, filled).met);
  CHECK(filled.root.buffers() == some_empty().root.buffers());

  const Plan one_too_few =
      without_partitions(some_empty(), {"domain_events_to_10m", "domain_events_to_50m"});
  CHECK_FALSE(held_against(no_seq_scan, one_too_few).met);
  CHECK_FALSE(held_against(by_aggregate, one_too_few).met);
  // Names of tables that are no partitions mean nothing here.
  CHECK(scans_of(without_partitions(some_empty(), {"domain_events", ""}), "domain_events").size() ==
        5);
}

}  // namespace eventstore::explain
