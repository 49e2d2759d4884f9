// What holds a plan against all lines of its operation: conditions, places, and what is left out.

#include "explain/judge.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/catalogue/parse_operation.hpp"
#include "explain/line_columns.hpp"
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
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].expectation == "never sort");
  CHECK(result.findings[1].expectation == "never seq_scan(events) when server>=9");
  CHECK(result.verdict == Verdict::pass);
  CHECK(result.reason.empty());
  CHECK(judged({"buffers <= 0 when mode=generic"}, "stream_batch_custom").verdict == Verdict::fail);
}

TEST_CASE("a line whose condition cannot be known is named", "[unit][expectation]") {
  const auto result = judged({"buffers <= 0 when tenant=hot"}, "stream_batch_custom", {}, false);
  CHECK(result.findings.empty());
  CHECK_THAT(result.reason, ContainsSubstring("'buffers <= 0 when tenant=hot' is not judged"));
}

TEST_CASE("a finding says where its line stands", "[unit][expectation]") {
  const auto result = judged({"never sort", "buffers <= 0"}, "stream_batch_custom");
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[1].file == "sql/mine/operations/x.sql");
  CHECK(result.findings[1].line == 2);
  CHECK_FALSE(result.findings[1].met);
  CHECK_FALSE(result.findings[1].why.empty());
  CHECK_FALSE(result.findings[1].hint.empty());
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
