// Properties of what a plan did when it ran, and of whose rows it read: each met, and not met.

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/catalogue/parse_operation.hpp"
#include "explain/check.hpp"
#include "explain/partitions.hpp"
#include "explain/plan_text.hpp"
#include "tests/support/plan_fixture.hpp"

namespace eventstore::explain {

using Catch::Matchers::ContainsSubstring;
using tests::plan_fixture;

namespace {

catalogue::StoreProfile store_by(const std::string& canonical, const std::string& column) {
  catalogue::StoreProfile profile;
  profile.events = {.table = "domain_events", .columns = {{canonical, column}}};
  profile.snapshots =
      catalogue::TableRole{.table = "aggregate_snapshots", .columns = {{canonical, column}}};
  return profile;
}

result::Finding held_against(const std::string& line, const Plan& plan) {
  return check(catalogue::parse_plan_expectation(line), plan, store_by("tenant_key", "tenant_key"));
}

result::Finding held_against(const std::string& line, const std::string& fixture) {
  return held_against(line, plan_fixture(fixture));
}

Plan plan_of(const std::string& root, const std::string& beside = "") {
  return parse_plan(nlohmann::ordered_json::parse(R"([{"Plan": )" + root + beside + "}]"));
}

/// An index scan of one loop, with more members.
std::string index_scan(const std::string& more) {
  return R"({"Node Type": "Index Scan", "Relation Name": "domain_events", "Alias": "d",
             "Index Name": "domain_events_version_key", "Plan Rows": 1000, "Actual Rows": 1000,
             "Actual Loops": 1, )" +
         more + "}";
}

Plan one_scan(const std::string& more) {
  return plan_of(index_scan(more));
}

std::string below(const std::string& node, const std::string& child) {
  return node.substr(0, node.size() - 1) + R"(, "Plans": [)" + child + "]}";
}

}  // namespace

TEST_CASE("index(NAME) is met by a scan of that index", "[unit][expectation]") {
  CHECK(held_against("index(domain_events_stream_idx)", "stream_batch_custom").met);
  CHECK(held_against("index(domain_events_version_key)", "bitmap_or").met);
  CHECK(held_against("index(any)", "nothing_to_scan").met);
  const auto finding = held_against("index(domain_events_stream_idx)", "stream_batch_index_gone");
  CHECK_FALSE(finding.met);
  CHECK(finding.found == "what is scanned is domain_events_pkey");
  CHECK_FALSE(finding.why.empty());
  CHECK(held_against("index(x)", "load_aggregate_seq_scan").found == "no index is scanned");
}

TEST_CASE("tenant(TABLE) is met by an index condition on the tenant's column",
          "[unit][expectation]") {
  CHECK(held_against("tenant(events)", "stream_batch_custom").met);
  CHECK(held_against("tenant(domain_events)", "stream_batch_generic").met);
  CHECK(held_against("tenant(events)", "append_events").met);
  CHECK(held_against("tenant(events)", "load_aggregate_bitmap_sort").met);
}

TEST_CASE("tenant(TABLE) is not met by a filter, nor by no condition at all",
          "[unit][expectation]") {
  const auto eaf =
      check(catalogue::parse_plan_expectation("tenant(events)"),
            plan_fixture("eaf_stream_batch_generic"), store_by("tenant_id", "tenant_id"));
  CHECK_FALSE(eaf.met);
  CHECK_THAT(eaf.found, ContainsSubstring("tenant_id stands only in its Filter, which removed"));
  CHECK_THAT(eaf.why, ContainsSubstring("one tenant pays for the rows of all others"));
  CHECK_FALSE(held_against("tenant(events)", "load_aggregate_seq_scan").met);

  const auto without = held_against("tenant(events)", "head_token_index_only");
  CHECK_FALSE(without.met);
  CHECK_THAT(without.found, ContainsSubstring("tenant_key stands in no condition of it"));
}

TEST_CASE("one bitmap of several that is not the tenant's makes a difference only under OR",
          "[unit][expectation]") {
  const auto bitmaps = [](const std::string& kind) {
    const auto index = [](const std::string& condition) {
      return R"({"Node Type": "Bitmap Index Scan", "Index Name": "i", "Index Cond": ")" +
             condition + "\"}";
    };
    const std::string both = index("(tenant_key = 1)") + ", " + index("(event_type = 'x'::text)");
    return plan_of(below(
        R"x({"Node Type": "Bitmap Heap Scan", "Relation Name": "domain_events", "Alias": "d",
             "Filter": "(tenant_key = 1)"})x",
        below(R"({"Node Type": ")" + kind + "\"}", both)));
  };
  CHECK(held_against("tenant(events)", bitmaps("BitmapAnd")).met);
  CHECK_FALSE(held_against("tenant(events)", bitmaps("BitmapOr")).met);
}

TEST_CASE("tenant(TABLE) is met where nothing is read", "[unit][expectation]") {
  CHECK(held_against("tenant(snapshots)", "store_older_snapshot").met);
  CHECK(held_against("tenant(events)", "nothing_to_scan").met);
  const Plan pruned = plan_of(
      R"({"Node Type": "Append", "Subplans Removed": 4, "Actual Rows": 0, "Actual Loops": 1})");
  CHECK(held_against("tenant(events)", pruned).met);
  const auto elsewhere = held_against("tenant(snapshots)", "stream_batch_custom");
  CHECK_FALSE(elsewhere.met);
  CHECK(elsewhere.found == "no scan of aggregate_snapshots in the plan");
}

TEST_CASE("a partition of one tenant may have the tenant in a filter that removes nothing",
          "[unit][expectation]") {
  const auto scan = [](int removed) {
    Plan plan = one_scan(R"x("Filter": "(tenant_key = 1)", "Rows Removed by Filter": )x" +
                         std::to_string(removed));
    plan.root.relation = "domain_events_1";
    name_by_whole(plan, {{"domain_events_1", "domain_events"}});
    return plan;
  };
  CHECK(held_against("tenant(events)", scan(0)).met);
  CHECK_FALSE(held_against("tenant(events)", scan(1)).met);
}

TEST_CASE("rows that any filter removes are counted, in all loops", "[unit][expectation]") {
  const Plan plan = plan_of(below(
      R"({"Node Type": "Nested Loop", "Actual Rows": 10, "Actual Loops": 1,
          "Rows Removed by Join Filter": 5})",
      R"({"Node Type": "Index Scan", "Relation Name": "domain_events", "Actual Rows": 1,
          "Actual Loops": 10, "Rows Removed by Filter": 7, "Rows Removed by Index Recheck": 2})"));

  CHECK(held_against("removed <= 95", plan).met);
  CHECK(held_against("removed <= 5 + 9 * rows", plan).met);
  const auto finding = held_against("removed <= 94", plan);
  CHECK_FALSE(finding.met);
  CHECK(finding.found ==
        "95 rows removed for 10 rows, where 94 are allowed, 90 of them by the Index Scan of "
        "domain_events");
  CHECK_FALSE(held_against("removed <= 100 + 10 * rows", "eaf_stream_batch_generic").met);
  CHECK(held_against("removed <= 0", "stream_batch_custom").met);
}

TEST_CASE("heap fetches of index-only scans are limited", "[unit][expectation]") {
  CHECK(held_against("heap_fetches <= 0", "head_token_index_only").met);
  const Plan plan =
      plan_of(R"({"Node Type": "Index Only Scan", "Index Name": "i", "Actual Rows": 20,
                  "Actual Loops": 2, "Heap Fetches": 21})");
  CHECK(held_against("heap_fetches <= 1 + 0.5 * rows", plan).met);
  const auto finding = held_against("heap_fetches <= 20", plan);
  CHECK_FALSE(finding.met);
  CHECK_THAT(finding.found, ContainsSubstring("21 rows fetched from the table"));
  CHECK_THAT(finding.hint, ContainsSubstring("VACUUM"));
  CHECK_THAT(held_against("heap_fetches <= 1000000", "stream_batch_custom").found,
             ContainsSubstring("no Index Only Scan in the plan"));
  CHECK(held_against("heap_fetches <= 0", "nothing_to_scan").met);
}

TEST_CASE("WAL is limited by the rows that are written, full pages left out",
          "[unit][expectation]") {
  const auto insert = [](int bytes, int images) {
    return plan_of(below(R"({"Node Type": "ModifyTable", "Operation": "Insert", "Actual Rows": 0,
                             "Actual Loops": 1, "WAL Records": 9, "WAL FPI": )" +
                             std::to_string(images) + R"(, "WAL Bytes": )" + std::to_string(bytes) +
                             "}",
                         R"({"Node Type": "Result", "Actual Rows": 10, "Actual Loops": 1})"));
  };
  CHECK(held_against("wal_bytes <= 1000 + 900 * rows", insert(10'000, 0)).met);
  CHECK(held_against("wal_bytes <= 1000 + 900 * rows", insert(10'000 + 3 * 8192, 3)).met);
  const auto finding = held_against("wal_bytes <= 999 + 900 * rows", insert(10'000, 0));
  CHECK_FALSE(finding.met);
  CHECK(finding.found == "10.0 kB of WAL for 10 rows, where 10.0 kB are allowed");
  CHECK_FALSE(held_against("wal_bytes <= 0", one_scan(R"("WAL Bytes": 80)")).met);
}

TEST_CASE("estimates are held against the rows of each node that ran", "[unit][expectation]") {
  const std::string few =
      R"({"Node Type": "Index Scan", "Plan Rows": 1, "Actual Rows": 10, "Actual Loops": 5})";
  const std::string never_executed =
      R"({"Node Type": "Index Scan", "Plan Rows": 9000, "Actual Rows": 0, "Actual Loops": 0})";
  const std::string far_off =
      R"({"Node Type": "Seq Scan", "Relation Name": "t", "Plan Rows": 100, "Actual Rows": 2000,
          "Actual Loops": 1})";
  const auto join_of = [](const std::string& children) {
    return plan_of(below(
        R"({"Node Type": "Nested Loop", "Plan Rows": 1, "Actual Rows": 3, "Actual Loops": 1})",
        children));
  };
  CHECK(held_against("estimate within 1x", join_of(few + ", " + never_executed)).met);
  CHECK(held_against("estimate within 20x", join_of(far_off)).met);
  const auto finding = held_against("estimate within 19.9x", join_of(few + ", " + far_off));
  CHECK_FALSE(finding.met);
  CHECK(finding.found == "Seq Scan of t: 100 rows planned, 2,000 found, 20 times off");
}

TEST_CASE("what a Limit may have ended early is not held against the estimate",
          "[unit][expectation]") {
  const auto limit = [](int planned, int found, const std::string& condition,
                        const std::string& between = "Result") {
    const auto rows = [](int plan, int actual) {
      return R"("Plan Rows": )" + std::to_string(plan) + R"(, "Actual Rows": )" +
             std::to_string(actual) + R"(, "Actual Loops": 1)";
    };
    const std::string scan = R"({"Node Type": "Index Scan", "Index Cond": ")" + condition + "\", " +
                             rows(5000, 100) + "}";
    return plan_of(
        below(R"({"Node Type": "Limit", )" + rows(planned, found) + "}",
              below(R"({"Node Type": ")" + between + "\", " + rows(5000, found) + "}", scan)));
  };
  CHECK(held_against("estimate within 10x", limit(100, 100, "(a = 1)")).met);
  // Its input ended before it had what it was asked for.
  CHECK_FALSE(held_against("estimate within 10x", limit(1000, 100, "(a = 1)")).met);
  // Without the arguments, nobody knows what it was asked for.
  CHECK(held_against("estimate within 10x", limit(1000, 100, "(a = $1)")).met);
  CHECK_FALSE(held_against("estimate within 10x", limit(1000, 100, "(a = '$1'::text)")).met);
  // A sort reads all of its input in any case.
  CHECK_FALSE(held_against("estimate within 10x", limit(100, 100, "(a = 1)", "Sort")).met);
}

TEST_CASE("never spill sees every kind of temporary file", "[unit][expectation]") {
  CHECK(held_against("never spill", "stream_batch_custom").met);
  CHECK(held_against("never spill", "load_aggregate_bitmap_sort").met);
  const auto sort = held_against("never spill", "spill_to_disk");
  CHECK_FALSE(sort.met);
  CHECK(sort.found == "Sort of 60,000 rows (external merge, 19,976 kB on disk)");
  CHECK(held_against("never spill", one_scan(R"("Hash Batches": 4)")).found ==
        "Index Scan of 1,000 rows in 4 batches");
  CHECK(held_against("never spill", one_scan(R"("Hash Batches": 1)")).met);
  CHECK_FALSE(held_against("never spill", one_scan(R"("Disk Usage": 80)")).met);
  const Plan materialized = plan_of(
      below(R"({"Node Type": "Limit", "Actual Loops": 1, "Temp Written Blocks": 3})",
            R"({"Node Type": "Materialize", "Actual Loops": 1, "Temp Written Blocks": 3})"));
  CHECK(held_against("never spill", materialized).found == "Materialize with 3 temporary blocks");
}

TEST_CASE("never trigger sees triggers and foreign keys of the table", "[unit][expectation]") {
  const auto with_trigger = [](const std::string& members) {
    return plan_of(
        R"({"Node Type": "ModifyTable", "Actual Loops": 1})",
        R"(, "Triggers": [{"Relation": "domain_events_1", "Time": 0.25, )" + members + "}]");
  };
  Plan plan = with_trigger(R"("Trigger Name": "notify", "Calls": 2)");
  CHECK_THAT(plan_text(plan), ContainsSubstring("Trigger notify on domain_events_1: 2 calls"));
  CHECK(held_against("never trigger(events)", plan).met);
  name_by_whole(plan, {{"domain_events_1", "domain_events"}});
  CHECK(held_against("never trigger(snapshots)", plan).met);
  const auto finding = held_against("never trigger(events)", plan);
  CHECK_FALSE(finding.met);
  CHECK_THAT(finding.found, ContainsSubstring("trigger notify of domain_events fired 2 times"));

  Plan foreign_key = with_trigger(
      R"("Trigger Name": "RI_ConstraintTrigger_c_1", "Constraint Name": "tenant_fkey", "Calls": 1)");
  foreign_key.triggers[0].table = "domain_events";
  CHECK_THAT(held_against("never trigger(events)", foreign_key).found,
             ContainsSubstring("the trigger of constraint tenant_fkey"));
}

TEST_CASE("a plan without the numbers for a line cannot be judged by it", "[unit][expectation]") {
  const auto can = [](const std::string& line, const Plan& plan) {
    return can_be_judged(catalogue::parse_plan_expectation(line), plan);
  };
  const Plan planned = plan_fixture("append_events_not_analyzed");
  for (const char* line : {"buffers <= 1", "removed <= 1", "heap_fetches <= 1", "wal_bytes <= 1",
                           "estimate within 2x", "never spill", "never trigger(events)"}) {
    CAPTURE(line);
    CHECK_FALSE(can(line, planned));
    CHECK(can(line, plan_fixture("append_events")));
  }
  CHECK(can("tenant(events)", planned));
  CHECK(can("index(x)", planned));
  const Plan bare = one_scan(R"("Actual Startup Time": 1)");
  CHECK_FALSE(can("buffers <= 1", bare));
  CHECK_FALSE(can("wal_bytes <= 1", bare));
  CHECK(can("removed <= 1", bare));
}

TEST_CASE("the text of a plan has what it took to send the rows", "[unit][plan]") {
  const Plan plan = plan_of(R"({"Node Type": "Result", "Actual Loops": 1})",
                            R"(, "Serialization": {"Time": 1.5, "Output Volume": 20,
                                 "Format": "binary"})");
  CHECK_THAT(plan_text(plan), ContainsSubstring("Serialization 1.50 ms of 20.5 kB, format binary"));
}

}  // namespace eventstore::explain
