// Every kind of expectation, met and not met, against plans that PostgreSQL really made.

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "explain/check.hpp"
#include "tests/support/plan_fixture.hpp"

namespace eventstore::explain {

using catalogue::IndexCondition;
using catalogue::Never;
using catalogue::PlanExpectation;
using catalogue::WorkLimit;
using Catch::Matchers::ContainsSubstring;
using tests::plan_fixture;

namespace {

catalogue::StoreProfile store() {
  catalogue::StoreProfile profile;
  profile.name = "reference";
  profile.events.table = "domain_events";
  profile.tenants = catalogue::TableRole{.table = "tenants", .columns = {}};
  return profile;
}

result::Finding held_against(PlanExpectation expectation, const std::string& plan) {
  return check(expectation, plan_fixture(plan), store());
}

PlanExpectation index_condition(const std::string& table, std::vector<std::string> columns) {
  return {.property = IndexCondition{.table = table, .columns = std::move(columns)},
          .text = "index_cond",
          .line = 1};
}

PlanExpectation never(Never::What what, const std::string& table = "") {
  return {.property = Never{.what = what, .table = table}, .text = "never", .line = 1};
}

PlanExpectation buffers(double constant, double per_row) {
  return {.property = WorkLimit{.constant = constant, .per_row = per_row},
          .text = "buffers",
          .line = 1};
}

}  // namespace

TEST_CASE("index_cond is met by an index condition on all of its columns", "[unit][expectation]") {
  const auto plan = GENERATE(as<std::string>{}, "stream_batch_custom", "stream_batch_generic");
  CAPTURE(plan);

  const auto finding = held_against(
      index_condition("events", {"tenant_key", "transaction_id", "global_position"}), plan);

  CHECK(finding.met);
  CHECK(finding.expectation == "index_cond");
  CHECK(finding.found.empty());
  CHECK(finding.hint.empty());
}

TEST_CASE("index_cond takes a table's own name as well as its role", "[unit][expectation]") {
  CHECK(held_against(index_condition("domain_events", {"tenant_key"}), "stream_batch_custom").met);
}

TEST_CASE("a role is another table's own name, and is not taken for it", "[unit][expectation]") {
  // The events are in the table "tenants", and the tenants in "events".
  catalogue::StoreProfile crossed;
  crossed.events = {.table = "tenants", .columns = {{"tenant_key", "event_tenant"}}};
  crossed.tenants =
      catalogue::TableRole{.table = "events", .columns = {{"tenant_key", "own_tenant"}}};
  PlanExpectation expectation = never(Never::What::seq_scan, "events");
  CHECK(table_of(expectation, crossed) == "tenants");
  expectation.is_of_plan = true;
  CHECK(table_of(expectation, crossed) == "events");
  CHECK(crossed.tenant_column_of("tenants") == "event_tenant");
  CHECK(crossed.tenant_column_of("events") == "own_tenant");
}

TEST_CASE("index_cond sees the sub-plan of an append", "[unit][expectation]") {
  const auto wanted = index_condition("events", {"tenant_key", "aggregate_id"});

  CHECK(held_against(wanted, "append_events").met);
  CHECK(held_against(wanted, "append_events_generic").met);
  CHECK(held_against(wanted, "append_events_not_analyzed").met);
  CHECK_FALSE(held_against(wanted, "append_version_index_gone").met);
}

TEST_CASE("index_cond sees through bitmaps", "[unit][expectation]") {
  CHECK(held_against(index_condition("events", {"tenant_key", "aggregate_id"}),
                     "load_aggregate_bitmap_sort")
            .met);
  CHECK(held_against(index_condition("events", {"event_id"}), "bitmap_or").met);
  CHECK_FALSE(held_against(index_condition("events", {"timestamp_utc"}), "bitmap_or").met);
}

TEST_CASE("index_cond sees through InitPlans", "[unit][expectation]") {
  CHECK(held_against(index_condition("events", {"tenant_key", "aggregate_id"}),
                     "aggregate_in_init_plan")
            .met);
}

TEST_CASE("a statement may scan a table for two purposes", "[unit][expectation]") {
  CHECK(held_against(index_condition("events", {"timestamp_utc"}), "two_purposes").met);
  CHECK(held_against(index_condition("events", {"event_id"}), "two_purposes").met);
  CHECK_FALSE(
      held_against(index_condition("events", {"event_id", "timestamp_utc"}), "two_purposes").met);
}

TEST_CASE("index_cond says which column is only a filter, and what that costs",
          "[unit][expectation]") {
  const auto finding = held_against(index_condition("events", {"tenant_id", "global_sequence_id"}),
                                    "eaf_stream_batch_generic");

  CHECK_FALSE(finding.met);
  CHECK(finding.found ==
        "Index Scan using domain_events_pkey has Index Cond (global_sequence_id > $2), while "
        "tenant_id stands only in its Filter, which removed 43,959 rows to return 1,000: 44.0 "
        "removed for each one kept");
  CHECK_THAT(finding.hint, ContainsSubstring("(tenant_id, global_sequence_id)"));
}

TEST_CASE("index_cond fails when the index is gone and another one is walked instead",
          "[unit][expectation]") {
  const auto finding = held_against(index_condition("events", {"tenant_key", "transaction_id"}),
                                    "stream_batch_index_gone");

  CHECK_FALSE(finding.met);
  CHECK_THAT(finding.found, ContainsSubstring("using domain_events_pkey") &&
                                ContainsSubstring("tenant_key stands only in its Filter"));
}

TEST_CASE("index_cond sees that the planner preferred another index, with all of them there",
          "[unit][expectation]") {
  // Where every row has one transaction id, the planner expects no row behind it, and two indexes
  // seem to cost the same.
  const auto wanted = index_condition("events", {"tenant_key", "transaction_id"});

  CHECK_FALSE(held_against(wanted, "stream_batch_constant_transaction_id").met);
  CHECK_FALSE(
      held_against(never(Never::What::filter, "events"), "stream_batch_constant_transaction_id")
          .met);
}

TEST_CASE("index_cond fails on a Seq Scan", "[unit][expectation]") {
  const auto finding = held_against(index_condition("events", {"tenant_key", "aggregate_id"}),
                                    "load_aggregate_seq_scan");

  CHECK_FALSE(finding.met);
  CHECK(finding.found ==
        "Seq Scan of domain_events uses no index, while tenant_key and aggregate_id stand only in "
        "its Filter, which removed 59,980 rows to return 20: 2,999 removed for each one kept");
}

TEST_CASE("index_cond counts a part of the plan that was never executed", "[unit][expectation]") {
  CHECK(held_against(index_condition("events", {"tenant_key", "aggregate_id"}), "never_executed")
            .met);
  CHECK_FALSE(held_against(index_condition("events", {"sequence_number"}), "never_executed").met);
}

TEST_CASE("index_cond is not met by a column's name in a literal", "[unit][expectation]") {
  CHECK(held_against(index_condition("events", {"event_id"}), "literal_is_no_column").met);
  const auto finding =
      held_against(index_condition("events", {"event_id", "tenant_key"}), "literal_is_no_column");
  CHECK_FALSE(finding.met);
  CHECK_THAT(finding.found, ContainsSubstring("tenant_key stands in no condition"));
}

TEST_CASE("index_cond needs a scan, unless the planner proved that there is nothing to read",
          "[unit][expectation]") {
  CHECK(held_against(index_condition("events", {"tenant_key"}), "nothing_to_scan").met);
  const auto finding = held_against(index_condition("snapshots", {"tenant_key"}), "bitmap_or");
  CHECK_FALSE(finding.met);
  CHECK(finding.found == "no scan of snapshots in the plan");
}

TEST_CASE("never sort", "[unit][expectation]") {
  CHECK(held_against(never(Never::What::sort), "stream_batch_custom").met);
  const auto finding = held_against(never(Never::What::sort), "load_aggregate_bitmap_sort");
  CHECK_FALSE(finding.met);
  CHECK_THAT(finding.found, ContainsSubstring("Sort of 20 rows by sequence_number (quicksort"));
  CHECK_THAT(held_against(never(Never::What::sort), "spill_to_disk").found,
             ContainsSubstring("on disk"));
}

TEST_CASE("never seq_scan", "[unit][expectation]") {
  CHECK(held_against(never(Never::What::seq_scan, "events"), "stream_batch_custom").met);
  CHECK(held_against(never(Never::What::seq_scan, "events"), "never_executed").met);
  CHECK_FALSE(held_against(never(Never::What::seq_scan, "tenants"), "never_executed").met);
  const auto finding =
      held_against(never(Never::What::seq_scan, "events"), "load_aggregate_seq_scan");
  CHECK_FALSE(finding.met);
  CHECK_THAT(finding.found, ContainsSubstring("Seq Scan of domain_events: its Filter"));
}

TEST_CASE("never filter", "[unit][expectation]") {
  CHECK(held_against(never(Never::What::filter, "events"), "stream_batch_custom").met);
  // A filter that removed nothing costs next to nothing.
  CHECK(held_against(never(Never::What::filter, "events"), "literal_is_no_column").met);
  const auto finding =
      held_against(never(Never::What::filter, "events"), "eaf_stream_batch_custom");
  CHECK_FALSE(finding.met);
  CHECK_THAT(finding.found, ContainsSubstring("using domain_events_pkey") &&
                                ContainsSubstring("removed 2,750 rows to return 1,000"));
}

TEST_CASE("buffers are held against the rows", "[unit][expectation]") {
  const auto used = static_cast<double>(plan_fixture("stream_batch_custom").root.buffers());

  CHECK(held_against(buffers(20, 2), "stream_batch_custom").met);
  CHECK(held_against(buffers(used, 0), "stream_batch_custom").met);
  const auto finding = held_against(buffers(used - 1, 0), "stream_batch_custom");
  CHECK_FALSE(finding.met);
  CHECK_THAT(finding.found, ContainsSubstring("buffers for 1,000 rows, where"));
  CHECK_FALSE(held_against(buffers(20, 2), "load_aggregate_seq_scan").met);
}

TEST_CASE("what is measured cannot be judged on a plan that was not executed",
          "[unit][expectation]") {
  CHECK(needs_execution(buffers(1, 1)));
  CHECK(needs_execution(never(Never::What::filter, "events")));
  CHECK_FALSE(needs_execution(never(Never::What::sort)));
  CHECK_FALSE(needs_execution(never(Never::What::seq_scan, "events")));
  CHECK_FALSE(needs_execution(index_condition("events", {"tenant_key"})));
}

}  // namespace eventstore::explain
