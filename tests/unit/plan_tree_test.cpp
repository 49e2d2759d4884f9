// Plans as values: from EXPLAIN's JSON to a tree, and from its conditions to columns.

#include "explain/plan_tree.hpp"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "explain/capture.hpp"
#include "explain/condition.hpp"
#include "explain/plan_text.hpp"
#include "explain/table_scan.hpp"
#include "tests/support/plan_fixture.hpp"

namespace eventstore::explain {

using Catch::Matchers::ContainsSubstring;
using tests::plan_fixture;

namespace {

std::vector<std::string> names_in(std::string_view condition) {
  std::vector<std::string> names;
  for (const ColumnName& column : columns_in(condition)) names.push_back(column.name);
  return names;
}

}  // namespace

TEST_CASE("a plan says what was scanned, found and read", "[unit][plan]") {
  const Plan plan = plan_fixture("stream_batch_generic");

  CHECK(plan.analyzed);
  CHECK(plan.rows() == 1000);
  CHECK(plan.root.buffers() == plan.root.shared_hit + plan.root.shared_read);
  CHECK(plan.root.buffers() > 0);
  CHECK(plan.execution_ms > 0);
  CHECK(plan.settings.at("plan_cache_mode") == "force_generic_plan");
  CHECK(scan_kinds(plan) == "Index Scan");
  CHECK(index_names(plan) == "domain_events_stream_idx");
  REQUIRE(plan.root.children.size() == 1);
  CHECK(plan.root.children[0].index_condition.starts_with("((tenant_key = $1) AND (ROW("));
}

TEST_CASE("a Bitmap Index Scan belongs to the table of its Bitmap Heap Scan, also below BitmapOr",
          "[unit][plan]") {
  const Plan plan = plan_fixture("bitmap_or");

  const std::vector<TableScan> scans = scans_of(plan, "domain_events");

  REQUIRE(scans.size() == 2);
  for (const TableScan& scan : scans) {
    CHECK(scan.scan->type == "Bitmap Heap Scan");
    CHECK(scan.index->type == "Bitmap Index Scan");
    CHECK(scan.index->relation == "domain_events");
  }
  CHECK(scan_kinds(plan) == "Bitmap Heap Scan");
  CHECK(index_names(plan) == "domain_events_version_key, domain_events_event_id_key");
}

TEST_CASE("the rows of an append are those it was given, its InitPlan not counted",
          "[unit][plan]") {
  const Plan plan = plan_fixture("append_events");

  CHECK(plan.root.rows() == 0);
  CHECK(plan.rows() == 2);
  CHECK(plan.root.modification == "Insert");
  CHECK(plan.root.wal_bytes > 0);
  REQUIRE_FALSE(plan.root.children.empty());
  CHECK(plan.root.children[0].sub_plan == "InitPlan 1 (returns $0)");
}

TEST_CASE("a row that a conflict kept out was not written", "[unit][plan]") {
  CHECK(plan_fixture("store_older_snapshot").rows() == 0);
}

TEST_CASE("a plan that was not executed says so", "[unit][plan]") {
  const Plan plan = plan_fixture("append_events_not_analyzed");

  CHECK_FALSE(plan.analyzed);
  CHECK_THAT(plan_text(plan), ContainsSubstring("Planned only"));
}

TEST_CASE("actual rows are per loop, and fractional from PostgreSQL 18 on", "[unit][plan]") {
  const auto json = nlohmann::ordered_json::parse(R"([{"Plan": {
      "Node Type": "Nested Loop", "Actual Rows": 30.00, "Actual Loops": 1, "Disabled": false,
      "Plans": [{"Node Type": "Index Scan", "Parent Relationship": "Inner",
                 "Relation Name": "domain_events", "Alias": "e", "Index Name": "i",
                 "Actual Rows": 2.50, "Actual Loops": 12, "Rows Removed by Filter": 3,
                 "Index Searches": 12}]}, "Execution Time": 1.5}])");

  const Plan plan = parse_plan(json);

  CHECK(plan.root.children[0].rows() == 30.0);
  CHECK(plan.root.children[0].removed_by_filter() == 36.0);
  CHECK_THAT(plan_text(plan), ContainsSubstring("loops 12"));
}

TEST_CASE("EXPLAIN is asked for what the server's version can tell", "[unit][plan]") {
  CHECK(explain_options(150018) == "ANALYZE, BUFFERS, SETTINGS, WAL, FORMAT JSON");
  CHECK(explain_options(170000) ==
        "ANALYZE, BUFFERS, SETTINGS, WAL, SERIALIZE BINARY, FORMAT JSON");
}

TEST_CASE("what is no plan is refused", "[unit][plan]") {
  CHECK_THROWS_AS(parse_plan(nlohmann::ordered_json::array()), Failure);
  CHECK_THROWS_AS(parse_plan(nlohmann::ordered_json("text")), Failure);
  CHECK_THROWS_AS(parse_plan({{"plan", 1}}), Failure);
}

TEST_CASE("the text of a plan shows where rows were thrown away", "[unit][plan]") {
  const std::string text = plan_text(plan_fixture("eaf_stream_batch_generic"));

  CHECK_THAT(text, ContainsSubstring("-> Index Scan using domain_events_pkey on domain_events"));
  CHECK_THAT(text, ContainsSubstring("Index Cond: (global_sequence_id > $2)"));
  CHECK_THAT(text, ContainsSubstring("Filter: ((tenant_id)::text = $1)"));
  CHECK_THAT(text, ContainsSubstring("Removed by Filter: 43,959"));
  CHECK_THAT(text, ContainsSubstring("Settings: plan_cache_mode = force_generic_plan"));
}

TEST_CASE("the text of a plan shows sorts on disk, and what was never executed", "[unit][plan]") {
  CHECK_THAT(plan_text(plan_fixture("spill_to_disk")),
             ContainsSubstring("external merge") && ContainsSubstring("on disk"));
  CHECK_THAT(plan_text(plan_fixture("never_executed")), ContainsSubstring("never executed"));
}

TEST_CASE("columns are read from a condition as whole names", "[unit][plan]") {
  using Names = std::vector<std::string>;
  const auto [condition, names] = GENERATE(table<std::string, Names>({
      {"(tenant_key = $1)", {"tenant_key"}},
      {"((tenant_id)::text = 'tenant_key'::text)", {"tenant_id"}},
      {"(at = '2025-01-01 00:00:00+00'::timestamp(3) with time zone)", {"at"}},
      {"(note = 'it''s \"tenant_key\"'::character varying(255))", {"note"}},
      {"(note = E'a\\\\b tenant_key')", {"note"}},
      {"(\"Tenant \"\"Key\"\"\" > '5'::bigint)", {"Tenant \"Key\""}},
      {"(id < pg_snapshot_xmin(pg_current_snapshot()))", {"id"}},
      {"(x = '{1,2}'::\"char\"[])", {"x"}},
      {"(sequence_number = 1000000)", {"sequence_number"}},
      {"", {}},
  }));
  CAPTURE(condition);

  CHECK(names_in(condition) == names);
}

TEST_CASE("a column of another table is not ours", "[unit][plan]") {
  const std::string condition = "((e.tenant_key = t.aggregate_id) AND (sequence_number > 5))";

  CHECK(mentions(condition, "e", "tenant_key"));
  CHECK(mentions(condition, "e", "sequence_number"));
  CHECK_FALSE(mentions(condition, "e", "aggregate_id"));
  CHECK_FALSE(mentions(condition, "e", "tenant"));
  CHECK_FALSE(mentions(condition, "e", "key"));
}

}  // namespace eventstore::explain
