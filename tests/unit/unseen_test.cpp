// What a plan does not show: other servers' work, code that is called, statements inside others.

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/catalogue/parse_operation.hpp"
#include "explain/called_code.hpp"
#include "explain/capture.hpp"
#include "explain/captured.hpp"
#include "explain/inner_plan.hpp"
#include "explain/judge.hpp"
#include "explain/plan_facts.hpp"

namespace eventstore::explain {

using Catch::Matchers::ContainsSubstring;
using Json = nlohmann::ordered_json;
using result::PlanResult;
using result::Verdict;

namespace {

/// A node of this type, as EXPLAIN ANALYZE prints it, with these members as well.
Json node_of(const std::string& type, Json more = Json::object()) {
  Json node{{"Node Type", type},       {"Plan Rows", 1},         {"Actual Rows", 1},
            {"Actual Loops", 1},       {"Actual Total Time", 1}, {"Shared Hit Blocks", 4000},
            {"Shared Read Blocks", 0}, {"Startup Cost", 0},      {"Total Cost", 1}};
  node.update(more);
  return node;
}

Json seq_scan(const std::string& table, const std::string& alias = "domain_events") {
  return node_of("Seq Scan", {{"Relation Name", table}, {"Alias", alias}});
}

Plan plan_of(const Json& root, const Json& triggers = Json::array()) {
  return parse_plan(Json{{"Plan", root}, {"Triggers", triggers}});
}

PlanResult judged(const Plan& plan, const Beside& beside = {},
                  const std::vector<std::string>& lines = {}) {
  catalogue::StoreProfile store;
  store.events = {.table = "domain_events", .columns = {{"tenant_key", "tenant_key"}}};
  catalogue::Operation operation;
  operation.steps.emplace_back();
  for (const std::string& line : lines) {
    operation.steps[0].expectations.push_back(catalogue::parse_plan_expectation(line));
  }
  const Measure measure{.store = store, .tiny_tables = {}, .partition_parents = {}, .server = 15};
  PlanResult result;
  judge(result, operation, operation.steps[0], plan, measure, {}, beside);
  return result;
}

Json distributed(const Json& tasks, const std::string& shown, int count) {
  return node_of("Custom Scan",
                 {{"Custom Plan Provider", "Citus Adaptive"},
                  {"Distributed Query",
                   {{"Job", {{"Task Count", count}, {"Tasks Shown", shown}, {"Tasks", tasks}}}}}});
}

Json task(const Json& root) {
  return Json::array(
      {{{"Node", "host=w1"}, {"Remote Plan", Json::array({Json::array({{{"Plan", root}}})})}}});
}

Beside inside(const std::string& place, const Json& root) {
  InnerPlan inner{.place = place, .query = "SELECT 1", .json = {}, .plan = plan_of(root)};
  return {.inside = {inner}, .unseen = {}};
}

std::vector<CalledCode> code() {
  using FoundBy = CalledCode::FoundBy;
  return {{FoundBy::call, "es_append", "", "function es_append"},
          {FoundBy::operator_, "===", "", "operator ==="},
          {FoundBy::cast, "money_in_cents", "", "cast to money_in_cents"},
          {FoundBy::trigger, "tell", "domain_events", "trigger tell of domain_events"},
          {FoundBy::trigger, "events_fk", "tenants", "foreign key events_fk"},
          {FoundBy::written, "is_known", "domain_events", "check constraint is_known"}};
}

std::vector<std::string> called(const Plan& plan, const Json& expressions) {
  std::vector<std::string> names;
  for (const CalledCode& each : code_called_by(plan, expressions, code())) {
    names.push_back(each.mark);
  }
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a sequential scan on another server is found, by the name of its table",
          "[unit][expectation]") {
  const PlanResult result =
      judged(plan_of(distributed(task(seq_scan("domain_events_102008")), "All", 1)));

  CHECK(result.verdict == Verdict::fail);
  REQUIRE_FALSE(result.findings.empty());
  CHECK_THAT(result.findings.front().found,
             ContainsSubstring("Seq Scan of domain_events (partition domain_events_102008)"));
}

TEST_CASE("a remote plan that is not shown whole has no check", "[unit][expectation]") {
  const Json found = node_of("Index Scan", {{"Relation Name", "domain_events_102008"},
                                            {"Alias", "domain_events"},
                                            {"Index Name", "i_102008"},
                                            {"Index Cond", "(tenant_key = 1)"}});
  CHECK(judged(plan_of(distributed(task(found), "All", 32))).verdict == Verdict::pass);

  const PlanResult one_of_many = judged(plan_of(distributed(task(found), "One of 32", 32)));
  CHECK(one_of_many.verdict == Verdict::no_check);
  CHECK_THAT(one_of_many.reason, ContainsSubstring("1 of 32 tasks shown") &&
                                     ContainsSubstring("citus.explain_all_tasks"));

  const Json text = Json::array({{{"Remote Plan", "Seq Scan on domain_events_102008"}}});
  CHECK(judged(plan_of(distributed(text, "All", 1))).verdict == Verdict::no_check);
  const Json error = Json::array({{{"Error", "Could not get remote plan."}}});
  CHECK(judged(plan_of(distributed(error, "All", 1))).verdict == Verdict::no_check);
}

TEST_CASE("foreign tables and nodes of extensions have no check, but what they show is judged",
          "[unit][expectation]") {
  const PlanResult foreign =
      judged(plan_of(node_of("Foreign Scan", {{"Relation Name", "domain_events"}})));
  CHECK(foreign.verdict == Verdict::no_check);
  CHECK_THAT(foreign.reason, ContainsSubstring("Foreign Scan of domain_events: what the other "
                                               "server does for it is not in the plan"));
  CHECK(judged(plan_of(node_of("Append", {{"Plans", Json::array({node_of("Foreign Scan")})}})))
            .verdict == Verdict::no_check);
  CHECK(
      judged(plan_of(node_of("Custom Scan", {{"Custom Plan Provider", "ColumnarScan"}}))).verdict ==
      Verdict::no_check);

  const Json chunks = node_of("Custom Scan", {{"Custom Plan Provider", "ChunkAppend"},
                                              {"Plans", Json::array({seq_scan("t")})}});
  CHECK(judged(plan_of(chunks)).verdict == Verdict::fail);
}

TEST_CASE("what a statement runs inside it is judged as the statement itself is",
          "[unit][expectation]") {
  const Plan call = plan_of(node_of("Result"));
  const PlanResult bad = judged(call, inside("function es_append", seq_scan("domain_events")));
  CHECK(bad.verdict == Verdict::fail);
  const auto unmet = std::find_if(bad.findings.begin(), bad.findings.end(),
                                  [](const result::Finding& finding) { return !finding.met; });
  REQUIRE(unmet != bad.findings.end());
  CHECK(unmet->expectation == "default: never seq_scan(domain_events)");
  CHECK_THAT(unmet->found,
             ContainsSubstring("inside function es_append: Seq Scan of domain_events"));

  const Json found = node_of("Index Scan", {{"Relation Name", "domain_events"},
                                            {"Alias", "domain_events"},
                                            {"Index Name", "by_tenant"},
                                            {"Index Cond", "(tenant_key = 1)"}});
  const Beside good = inside("function es_append", found);
  CHECK(judged(call, good, {"index_cond(events: tenant_key)", "index(by_tenant)"}).verdict ==
        Verdict::pass);
  CHECK(judged(call, good, {"index_cond(events: aggregate_id)"}).verdict == Verdict::fail);
  CHECK(judged(call, good, {"index(other)"}).verdict == Verdict::fail);
  CHECK(judged(call, inside("trigger t", node_of("Sort")), {"never sort"}).verdict ==
        Verdict::fail);
}

TEST_CASE("a line about a table is about the statement that reads it, not about its triggers",
          "[unit][expectation]") {
  const auto by = [](const char* index, const char* condition) {
    return node_of("Index Scan", {{"Relation Name", "domain_events"},
                                  {"Alias", "domain_events"},
                                  {"Index Name", index},
                                  {"Index Cond", condition}});
  };
  const Json by_tenant = by("by_tenant", "(tenant_key = 1)");
  const Json by_event = by("by_event", "(event_id = $1)");
  const std::vector<std::string> line{"index_cond(events: tenant_key)"};
  CHECK(judged(plan_of(by_tenant), inside("function tell", by_event), line).verdict ==
        Verdict::pass);
  CHECK(judged(plan_of(by_event), inside("function tell", by_tenant), line).verdict ==
        Verdict::fail);
  // One event at a time may be looked up for a tenant; all of a tenant's by a filter may not.
  Json one_event = by("by_event", "(event_id = $1)");
  one_event["Filter"] = "(tenant_key = 1)";
  const auto rows = [&one_event](double count) {
    Json node = one_event;
    node["Plan Rows"] = count;
    node["Actual Rows"] = count;
    return node;
  };
  const std::vector<std::string> tenant{"tenant(events)"};
  CHECK(judged(plan_of(by_tenant), inside("function tell", rows(1)), tenant).verdict ==
        Verdict::pass);
  CHECK(judged(plan_of(by_tenant), inside("function tell", rows(50)), tenant).verdict ==
        Verdict::fail);
  CHECK(judged(plan_of(node_of("Result")), inside("function es_append", rows(1)), tenant).verdict ==
        Verdict::fail);
  // Of a call, one statement of the function is enough; reading it all is a fault anywhere.
  Beside two = inside("function es_append", by_event);
  two.inside.push_back(inside("function es_append", by_tenant).inside.front());
  CHECK(judged(plan_of(node_of("Result")), two, line).verdict == Verdict::pass);
  CHECK(judged(plan_of(by_tenant), inside("function tell", seq_scan("domain_events")),
               {"never seq_scan(events)"})
            .verdict == Verdict::fail);
}

TEST_CASE("what was not seen is no check, unless what was seen fails", "[unit][expectation]") {
  const Beside unseen{.inside = {}, .unseen = {"function f: what it executes is not in this plan"}};
  const PlanResult result =
      judged(plan_of(node_of("Result")), unseen, {"index_cond(events: tenant_key)", "index(x)"});
  CHECK(result.verdict == Verdict::no_check);
  CHECK_THAT(result.reason, ContainsSubstring("function f: "));
  CHECK(judged(plan_of(seq_scan("domain_events")), unseen).verdict == Verdict::fail);
}

TEST_CASE("code is found by its call, operator, cast, trigger or the table that is written",
          "[unit][explain]") {
  const Plan nothing = plan_of(node_of("Result"));
  const auto output = [](const std::string& text) { return Json{{"Output", Json::array({text})}}; };
  CHECK(called(nothing, output("mine.es_append($1, 2)")) == Names{"es_append"});
  CHECK(called(nothing, output("\"es_append\"(1)")) == Names{"es_append"});
  CHECK(called(nothing, Json{{"Function Name", "es_append"}}) == Names{"es_append"});
  CHECK(called(nothing, output("(a === b)")) == Names{"==="});
  CHECK(called(nothing, output("(price)::money_in_cents")) == Names{"money_in_cents"});
  CHECK(called(nothing, output("'es_append(1) === 2'::text, es_append, (a <=== b)")).empty());
  CHECK(called(nothing, output("my_es_append(1), (x)::money_in_cents_2")).empty());

  const Plan insert = plan_of(
      node_of("ModifyTable", {{"Operation", "Insert"}, {"Relation Name", "domain_events"}}),
      Json::array({{{"Trigger Name", "tell"}, {"Relation", "domain_events"}, {"Calls", 1}}}));
  CHECK(called(insert, nullptr) == Names{"tell", "is_known"});
  const auto key = [](const char* name) {
    return plan_of(node_of("Result"), Json::array({{{"Trigger Name", name},
                                                    {"Constraint Name", "events_fk"},
                                                    {"Relation", "tenants"},
                                                    {"Calls", 1}}}));
  };
  CHECK(called(key("RI_ConstraintTrigger_a_16400"), nullptr) == Names{"events_fk"});
  CHECK(called(key("RI_ConstraintTrigger_c_16400"), nullptr).empty());
}

TEST_CASE("a logged plan of a statement that calls code has no check without a database",
          "[unit][explain]") {
  const auto verdict_of = [](const std::string& query, const Json& root) {
    const Json plan{{"Query Text", query}, {"Plan", root}};
    const catalogue::Catalogue catalogue;
    const Measure measure{.store = catalogue.store, .tiny_tables = {}, .partition_parents = {}};
    const auto results =
        review_captured({{.plan = plan, .query = query, .milliseconds = 1.0, .line = 1}}, catalogue,
                        measure, false);
    return results.front().verdict;
  };
  CHECK(verdict_of("SELECT es_append($1)", node_of("Result")) == Verdict::no_check);
  CHECK(verdict_of("SELECT * FROM mine($1)",
                   node_of("Function Scan", {{"Function Name", "mine"}})) == Verdict::no_check);
  CHECK(verdict_of("SELECT now(), 'f(x)'", node_of("Result")) == Verdict::pass);
  CHECK(verdict_of("SELECT * FROM unnest($1)",
                   node_of("Function Scan", {{"Function Name", "unnest"}})) == Verdict::pass);
}

TEST_CASE("a notice of auto_explain is a plan inside the function that its context names",
          "[unit][explain]") {
  const auto take = [](const std::string& context, const std::string& query) {
    InnerPlans inner;
    const Json plan{{"Query Text", query}, {"Plan", seq_scan("domain_events")}};
    const pg::Notice notice{"duration: 0.010 ms  plan:\n" + plan.dump(2), context};
    inner.take(notice);
    inner.take(notice);
    inner.take({"something else", context});
    return inner.take_all();
  };
  const auto plans = take(
      "SQL statement \"SELECT 1\"\nPL/pgSQL function mine.es_append(integer) line 3 at PERFORM",
      "SELECT 1");
  REQUIRE(plans.size() == 1);
  CHECK(plans[0].place == "function es_append");
  CHECK(plans[0].times == 2);
  CHECK(take("SQL function \"f\" statement 1", "SELECT 1").at(0).place == "function f");
  CHECK(take("SQL statement \"x\"", "SELECT 1 FROM ONLY \"public\".\"t\" x FOR KEY SHARE OF x")
            .at(0)
            .place == "foreign key");
  CHECK(take("", "SELECT 1").empty());
}

TEST_CASE("plans inside a statement are part of its text, signature and scans", "[unit][explain]") {
  Beside beside = inside("function f", seq_scan("domain_events"));
  PlanResult result;
  static_cast<void>(tell(result, plan_of(node_of("Result")), {}));
  tell_inside(result, beside.inside, {});
  CHECK(result.signature == "Result\nInside function f\n  Seq Scan of domain_events");
  CHECK_THAT(result.plan_text, ContainsSubstring("\n\nInside function f, 1 time: SELECT 1\n"));
  CHECK(result.scan == "Result, Seq Scan");
}

TEST_CASE("a statement is called by the words that it begins with", "[unit][explain]") {
  CHECK(command_of("-- a lock\nlock TABLE t IN SHARE MODE") == "LOCK");
  CHECK(command_of("NOTIFY c, 'x'") == "NOTIFY");
  CHECK(command_of("create temp table x (a int)") == "CREATE TEMP");
  CHECK(command_of("DROP TABLE x") == "DROP TABLE");
}

TEST_CASE("rows are counted as the server counts them", "[unit][explain]") {
  const auto counted = [](const Json& root) { return plan_of(root).rows_counted(); };
  CHECK(counted(node_of("Limit", {{"Actual Rows", 7}})) == 7);
  const Json rows = Json::array({node_of("Result", {{"Actual Rows", 10}})});
  CHECK(counted(node_of("ModifyTable", {{"Operation", "Insert"},
                                        {"Actual Rows", 0},
                                        {"Conflict Resolution", "NOTHING"},
                                        {"Conflicting Tuples", 3},
                                        {"Plans", rows}})) == 7);
  CHECK(counted(node_of("ModifyTable", {{"Operation", "Merge"},
                                        {"Tuples Inserted", 2},
                                        {"Tuples Updated", 1},
                                        {"Tuples Skipped", 7},
                                        {"Plans", rows}})) == 3);
}

}  // namespace eventstore::explain
