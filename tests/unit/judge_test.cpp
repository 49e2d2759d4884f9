// What holds a plan against all lines of its operation: conditions, places, and what is left out.

#include "explain/judge.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/catalogue/parse_operation.hpp"
#include "explain/line_columns.hpp"
#include "explain/tenant.hpp"
#include "explain/work.hpp"
#include "tests/support/plan_fixture.hpp"

namespace eventstore::explain {

using Catch::Matchers::ContainsSubstring;
using result::Verdict;
using tests::plan_fixture;

namespace {

catalogue::StoreProfile store() {
  catalogue::StoreProfile profile;
  profile.events = {.table = "domain_events", .columns = {{"tenant_key", "tenant_key"}}};
  return profile;
}

/// An operation with these `@plan` lines, of which the first is line 1.
catalogue::Operation operation_with(const std::vector<std::string>& lines) {
  catalogue::Operation operation;
  operation.source = "sql/mine/operations/x.sql";
  operation.cases.push_back({.name = "hot", .settings = {{"tenant", "hot"}}});
  operation.steps.emplace_back();
  int line = 0;
  for (const std::string& text : lines) {
    operation.steps[0].expectations.push_back(catalogue::parse_plan_expectation(text));
    operation.steps[0].expectations.back().line = ++line;
  }
  return operation;
}

result::PlanResult judged(const std::vector<std::string>& lines, const std::string& fixture,
                          std::set<std::string> tiny = {}, bool is_known = true) {
  const catalogue::Operation operation = operation_with(lines);
  const catalogue::StoreProfile profile = store();
  const Measure measure{
      .store = profile, .tiny_tables = std::move(tiny), .partition_parents = {}, .server = 15};
  const Circumstances known{.which = &operation.cases[0], .mode = "generic", .server = 15};
  result::PlanResult result;
  judge(result, operation, operation.steps[0], plan_fixture(fixture), measure,
        is_known ? known : Circumstances{});
  return result;
}

std::optional<bool> condition_holds(const std::string& when, const Circumstances& circumstances) {
  return holds(catalogue::parse_plan_expectation("never sort when " + when).when, circumstances);
}

}  // namespace

TEST_CASE("conditions are held against the case, the mode and the server's version",
          "[unit][expectation]") {
  const catalogue::Case which{
      .name = "new_1", .settings = {{"tenant", "hot"}, {"events", "1"}}, .line = 1};
  const Circumstances known{.which = &which, .mode = "generic", .server = 15};
  for (const char* when : {"tenant=hot", "tenant=hot events=1", "mode=generic", "server>=15",
                           "server<16", "server>=14 server<16", "mode=generic tenant=hot"}) {
    CAPTURE(when);
    CHECK(condition_holds(when, known) == true);
  }
  for (const char* when : {"tenant=cold", "tenant=hot events=2", "other=1", "mode=custom",
                           "mode=sixth", "server>=16", "server<15", "tenant=hot server<15"}) {
    CAPTURE(when);
    CHECK(condition_holds(when, known) == false);
  }
}

TEST_CASE("a condition on what is not known is neither true nor false", "[unit][expectation]") {
  const Circumstances nothing;
  for (const char* when : {"tenant=hot", "mode=generic", "server>=15", "server<15"}) {
    CAPTURE(when);
    CHECK_FALSE(condition_holds(when, nothing).has_value());
  }
  CHECK(condition_holds("tenant=hot server<15", {.server = 15}) == false);
  CHECK(holds({}, nothing) == true);
}

TEST_CASE("a line whose condition does not hold is not judged and not shown as met",
          "[unit][expectation]") {
  const auto result = judged(
      {"never sort", "buffers <= 0 when mode=custom", "never seq_scan(events) when server>=9"},
      "stream_batch_custom");
  REQUIRE(result.findings.size() == 5);  // With the default rules of other kinds.
  CHECK(result.findings[0].expectation == "never sort");
  CHECK(result.findings[1].expectation == "never seq_scan(events) when server>=9");
  CHECK(result.verdict == Verdict::pass);
  CHECK(result.reason.empty());
  CHECK(judged({"buffers <= 0 when mode=generic"}, "stream_batch_custom").verdict == Verdict::fail);
}

TEST_CASE("a line whose condition cannot be known is named", "[unit][expectation]") {
  const auto result = judged({"buffers <= 0 when tenant=hot"}, "stream_batch_custom", {}, false);
  for (const result::Finding& finding : result.findings) {
    CHECK_THAT(finding.expectation, ContainsSubstring("default: "));
  }
  CHECK_THAT(result.reason, ContainsSubstring("'buffers <= 0 when tenant=hot' is not judged"));
}

TEST_CASE("a finding says where its line stands", "[unit][expectation]") {
  const auto result = judged({"never sort", "buffers <= 0"}, "stream_batch_custom");
  REQUIRE(result.findings.size() == 6);
  CHECK(result.findings[1].file == "sql/mine/operations/x.sql");
  CHECK(result.findings[1].line == 2);
  CHECK_FALSE(result.findings[1].met);
  CHECK_FALSE(result.findings[1].why.empty());
  CHECK_FALSE(result.findings[1].hint.empty());
}

TEST_CASE("a step without lines is held against the default rules", "[unit][expectation]") {
  const auto names_of = [](const result::PlanResult& result) {
    std::vector<std::string> names;
    for (const result::Finding& finding : result.findings) names.push_back(finding.expectation);
    return names;
  };
  const auto good = judged({}, "stream_batch_custom");
  CHECK(good.verdict == Verdict::pass);
  CHECK(names_of(good) == std::vector<std::string>{"default: never seq_scan(domain_events)",
                                                   "default: tenant(domain_events)",
                                                   "default: removed <= 100 + 10 * rows",
                                                   "default: never spill"});

  const auto bad = judged({}, "load_aggregate_seq_scan");
  CHECK(bad.verdict == Verdict::fail);
  REQUIRE(bad.findings.size() == 4);
  CHECK_FALSE(bad.findings[0].met);
  CHECK_FALSE(bad.findings[1].met);
  CHECK_FALSE(bad.findings[2].met);
  CHECK(bad.findings[3].met);
  CHECK(bad.findings[0].file == "sql/mine/operations/x.sql");
  CHECK(bad.findings[0].line == 0);
  CHECK(judged({}, "spill_to_disk").findings.back().met == false);
}

TEST_CASE("a line of a kind takes the place of its default rule, whether it is asked or not",
          "[unit][expectation]") {
  CHECK(judged({"never seq_scan(events) when mode=custom", "tenant(events) when mode=custom",
                "removed <= 1 when mode=custom", "never spill when mode=custom"},
               "load_aggregate_seq_scan")
            .verdict == Verdict::no_target);
  CHECK(judged({"never sort"}, "load_aggregate_seq_scan").findings.size() == 5);
}

TEST_CASE("by default a tenant's filter is right behind a look-up of one row, and nowhere else",
          "[unit][expectation]") {
  const auto scan = [](double rows, double removed, double loops, const std::string& index) {
    Plan plan;
    plan.analyzed = true;
    plan.root = {.type = "Index Scan",
                 .relation = "domain_events",
                 .alias = "d",
                 .index = index,
                 .filter = "(tenant_key = 1)",
                 .planned_rows = 1,
                 .rows_per_loop = rows,
                 .loops = loops,
                 .removed_by_filter_per_loop = removed};
    return plan;
  };
  const auto met = [](const Plan& plan, Asked asked) {
    return !tenant_complaint(plan, "domain_events", "tenant_key", asked);
  };
  CHECK(met(scan(1, 0, 1, "i"), Asked::by_default));
  CHECK(met(scan(0, 1, 7, "i"), Asked::by_default));
  CHECK(met(scan(0, 0, 0, "i"), Asked::by_default));
  CHECK_FALSE(met(scan(1, 1, 1, "i"), Asked::by_default));
  CHECK_FALSE(met(scan(1, 0, 1, ""), Asked::by_default));
  CHECK_FALSE(met(scan(1, 0, 1, "i"), Asked::by_line));
  // No condition on the tenant is no mistake by default: it may be meant for all.
  CHECK(met(plan_fixture("head_token_index_only"), Asked::by_default));
}

TEST_CASE("by default a function's rows may spill, which are the statement's own arguments",
          "[unit][expectation]") {
  Plan plan;
  plan.root = {.type = "Function Scan", .loops = 1, .temp_blocks = 7};
  CHECK_FALSE(spill_complaint(plan, Asked::by_default));
  CHECK(spill_complaint(plan, Asked::by_line));
}

TEST_CASE("a column that the table does not have is named, with those that it has",
          "[unit][expectation]") {
  const auto complaint = [](const std::string& line, const std::vector<std::string>& columns) {
    return column_complaint(catalogue::parse_plan_expectation(line), store(), columns);
  };
  const std::vector<std::string> columns{"tenant_key", "event_id"};
  CHECK(complaint("index_cond(events: event_id, tenant_kee)", columns) ==
        "the table domain_events has no column 'tenant_kee'; it has tenant_key, event_id");
  CHECK(complaint("tenant(events)", {"event_id"}) ==
        "the table domain_events has no column 'tenant_key'; it has event_id");
  CHECK(complaint("index_cond(events: event_id, tenant_key)", columns).empty());
  CHECK(complaint("tenant(events)", columns).empty());
  CHECK(complaint("never seq_scan(events)", {"a"}).empty());
  CHECK(complaint("index_cond(elsewhere: a)", {}).empty());
}

TEST_CASE("what is thrown away in a table of a few pages is not judged", "[unit][expectation]") {
  const std::string line = "removed <= 10";
  CHECK(judged({line}, "load_aggregate_seq_scan").verdict == Verdict::fail);
  const auto tiny = judged({line}, "load_aggregate_seq_scan", {"domain_events"});
  CHECK(tiny.verdict == Verdict::pass);
  CHECK_THAT(tiny.reason, ContainsSubstring("no more than 8 pages are not judged"));
  CHECK_THAT(judged({"index(x)"}, "load_aggregate_seq_scan", {"domain_events"}).reason,
             ContainsSubstring("'index(x)' is not judged: the table has no more than 8 pages"));
  CHECK(judged({"index(x)"}, "load_aggregate_seq_scan").verdict == Verdict::fail);
}

}  // namespace eventstore::explain
