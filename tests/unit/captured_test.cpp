// What auto_explain wrote, in every way in which it reaches a file, and what a review makes of it.

#include "explain/captured.hpp"

#include <sstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "explain/partitions.hpp"

namespace eventstore::explain {

using Catch::Matchers::ContainsSubstring;
using result::Verdict;

namespace {

/// As auto_explain puts it together; `scan` has the members of the only node.
std::string plan_text_of(const std::string& query, const std::string& scan) {
  return "{\n  \"Query Text\": \"" + query + "\",\n  \"Plan\": {\n    " + scan + "\n  }\n}";
}

const std::string end_to_end =
    R"x("Node Type": "Seq Scan", "Relation Name": "orders", "Alias": "o", "Actual Rows": 3,
       "Actual Loops": 1, "Plan Rows": 3, "Rows Removed by Filter": 9000, "Filter": "(a = 1)")x";
const std::string by_index =
    R"x("Node Type": "Index Scan", "Relation Name": "domain_events", "Alias": "d",
       "Index Name": "domain_events_event_id_key", "Index Cond": "(event_id = $1)",
       "Filter": "(tenant_key = $2)", "Actual Rows": 1, "Actual Loops": 1, "Plan Rows": 1,
       "Shared Hit Blocks": 4, "Shared Read Blocks": 0)x";

/// The message with each further line behind a tab, as the server's own log has it.
std::string in_server_log(const std::string& prefix, double milliseconds, const std::string& plan) {
  std::string text = prefix + "LOG:  duration: " + std::to_string(milliseconds) + " ms  plan:\n\t";
  for (const char c : plan) text += c == '\n' ? std::string{"\n\t"} : std::string(1, c);
  return text + "\n";
}

std::string as_client_was_told(const std::string& plan) {
  return "LOG:  duration: 5.000 ms  plan:\n" + plan + "\n";
}

std::string in_json_log(const std::string& plan) {
  const nlohmann::json line{{"error_severity", "LOG"},
                            {"message", "duration: 5.000 ms  plan:\n" + plan}};
  return line.dump() + "\n";
}

CapturedLog read(const std::string& text) {
  std::istringstream stream{text};
  return read_captured_log(stream, "server.log");
}

std::vector<result::PlanResult> reviewed(const std::string& text, std::set<std::string> tiny = {},
                                         bool knows_tables = true) {
  const auto catalogue = catalogue::load_catalogue("reference");
  const CapturedLog log = read(text);
  const Measure measure{
      .store = catalogue.store, .tiny_tables = std::move(tiny), .partition_parents = {}};
  return review_captured(log.plans, catalogue, measure, knows_tables);
}

std::string find_event_query() {
  for (const auto& operation : catalogue::load_catalogue("reference").operations) {
    if (operation.title() != "find_event") continue;
    std::string query = "/* app */ ";
    for (const char c : operation.steps[0].sql)
      query += c == '\n' ? std::string{"  "} : std::string(1, c);
    return query + ";";
  }
  return {};
}

}  // namespace

TEST_CASE("plans are read from a server's log, from jsonlog and from what a client was told",
          "[unit][captured]") {
  const std::string plan = plan_text_of("SELECT 1", end_to_end);
  const std::string text =
      GENERATE_COPY(in_server_log("2026-11-21 10:00:00 UTC [42] app@db ", 5.0, plan),
                    in_server_log("", 5.0, plan), in_server_log("{a: 1} ", 5.0, plan),
                    as_client_was_told(plan), in_json_log(plan));
  CAPTURE(text);

  const CapturedLog log = read("first\n" + text + "2026 LOG:  checkpoint starting: time\n" + text);

  REQUIRE(log.plans.size() == 2);
  CHECK(log.plans[0].query == "SELECT 1");
  CHECK(log.plans[0].milliseconds == 5.0);
  CHECK(log.plans[0].line == 2);
  CHECK(parse_plan(log.plans[1].plan).root.removed() == 9000);
  CHECK(log.cut_off.count == 0);
  CHECK(log.other_lines == 2);
}

TEST_CASE("a log may have a byte-order mark and CRLF line ends", "[unit][captured]") {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : in_server_log("", 5.0, plan_text_of("SELECT 1", end_to_end))) {
    text += c == '\n' ? std::string{"\r\n"} : std::string(1, c);
  }
  CHECK(read(text).plans.size() == 1);
}

TEST_CASE("what is cut off is counted, and what stands in between is passed over",
          "[unit][captured]") {
  const std::string whole = in_server_log("a ", 1.0, plan_text_of("SELECT 1", end_to_end));
  const std::string first_part = whole.substr(0, whole.find("\"Plan\""));

  const CapturedLog cut = read(whole + first_part);
  CHECK(cut.plans.size() == 1);
  CHECK(cut.cut_off.count == 1);

  CHECK(read(first_part + "\n" + whole).cut_off.count == 1);
  CHECK(read("a LOG:  duration: 1.0 ms  plan:\n").cut_off.count == 1);
  CHECK(read(in_json_log("{\"Plan\": ")).cut_off.count == 1);

  std::string between = whole;
  between.insert(between.find('\n') + 1, "b LOG:  connection received\n");
  between.insert(between.rfind("\n\t") + 1, "c LOG:  disconnection\n");
  const CapturedLog log = read(between);
  CHECK(log.plans.size() == 1);
  CHECK(log.cut_off.count == 0);
  CHECK(log.other_lines == 2);

  CHECK(read("LOG:  duration: 1.0 ms\n\tno plan\n{\"message\": \"duration\"}\n").other_lines == 3);
}

TEST_CASE("statements are the same whatever their white space, comments and case",
          "[unit][captured]") {
  const std::string canonical = canonical_sql("SELECT a,b FROM t WHERE c=$1");
  CHECK(canonical_sql("select  a , b\n-- why\nFROM t /* x */ WHERE c = $1 ;") == canonical);
  CHECK(canonical_sql("SELECT a,b FROM t WHERE c=$2") != canonical);
  CHECK(canonical_sql("SELECT ab FROM t") != canonical_sql("SELECT a b FROM t"));
  CHECK(canonical_sql("SELECT 'A  b'") != canonical_sql("SELECT 'a b'"));
  CHECK(canonical_sql("SELECT/**/a") == canonical_sql("SELECT a"));
  for (const char* prepare :
       {"PREPARE x AS ", "PREPARE \"x y\" AS\n", "prepare x(integer, text[]) AS "}) {
    CHECK(canonical_sql(prepare + std::string{"SELECT a,b FROM t WHERE c=$1"}) == canonical);
  }
}

TEST_CASE("a statement of the catalogue is held against its operation's lines",
          "[unit][captured]") {
  const auto plans = reviewed(in_json_log(plan_text_of(find_event_query(), by_index)));
  REQUIRE(plans.size() == 1);
  CHECK(plans[0].operation == "find_event");
  CHECK(plans[0].mode.empty());
  CHECK(plans[0].verdict == Verdict::pass);
  CHECK(plans[0].findings.front().file == "sql/reference/operations/find_event.sql");

  const auto bad = reviewed(in_json_log(plan_text_of(find_event_query(), end_to_end)));
  CHECK(bad[0].verdict == Verdict::fail);
}

TEST_CASE("any other statement is held against the default rules", "[unit][captured]") {
  const std::string text =
      in_json_log(plan_text_of("SELECT *  FROM orders WHERE a = 1", end_to_end));
  const auto plans = reviewed(text);
  REQUIRE(plans.size() == 1);
  CHECK(plans[0].operation == "SELECT * FROM orders WHERE a = 1");
  CHECK(plans[0].verdict == Verdict::fail);
  CHECK(plans[0].findings[0].expectation == "default: never seq_scan(orders)");
  CHECK_FALSE(plans[0].findings[0].met);
  CHECK(plans[0].findings[0].file.empty());
  CHECK(reviewed(text, {"orders"})[0].verdict == Verdict::pass);
}

TEST_CASE("a table of a captured plan is itself, also where its name is a role",
          "[unit][captured]") {
  // In the store "reference", the role "events" is played by domain_events.
  for (const char* table : {"events", "snapshots", "tenants", "domain_events"}) {
    CAPTURE(table);
    const std::string scan = fmt::format(
        R"x("Node Type": "Seq Scan", "Relation Name": "{}", "Alias": "o", "Actual Rows": 3,
            "Actual Loops": 1, "Plan Rows": 3, "Filter": "((tenant_key = 1) AND (tenant_id = 1))",
            "Rows Removed by Filter": 9)x",
        table);
    const std::string log = in_json_log(plan_text_of("SELECT 1", scan));
    const auto plan = reviewed(log)[0];
    CHECK(plan.verdict == Verdict::fail);
    CHECK(plan.findings[0].expectation == fmt::format("default: never seq_scan({})", table));
    CHECK_FALSE(plan.findings[0].met);
    CHECK(plan.findings[1].expectation == fmt::format("default: tenant({})", table));
    CHECK_FALSE(plan.findings[1].met);
    CHECK(reviewed(log, {table})[0].verdict == Verdict::pass);
    if (std::string_view{table} == "events") {
      CHECK(reviewed(log, {"domain_events"})[0].verdict == Verdict::fail);
    }
  }
}

TEST_CASE("without a database the plan itself says whether a table is small", "[unit][captured]") {
  const auto scan = [](const std::string& more) {
    return in_json_log(plan_text_of(
        "SELECT 1", R"("Node Type": "Seq Scan", "Relation Name": "t", "Plan Rows": 1)" + more));
  };
  const auto verdict = [](const std::string& text) { return reviewed(text, {}, false)[0].verdict; };
  const std::string ran = R"(, "Actual Rows": 90, "Actual Loops": 1, "Rows Removed by Filter": )";
  CHECK(verdict(scan(ran + "10")) == Verdict::pass);
  CHECK(verdict(scan(ran + "11")) == Verdict::fail);
  CHECK(verdict(scan(ran + R"(11, "Shared Hit Blocks": 8, "Shared Read Blocks": 0)")) ==
        Verdict::pass);
  CHECK(verdict(scan(ran + R"(11, "Shared Hit Blocks": 8, "Shared Read Blocks": 1)")) ==
        Verdict::fail);
  const auto planned = reviewed(scan(""), {}, false)[0];
  REQUIRE(planned.findings.size() == 1);
  CHECK(planned.findings[0].expectation == "default: tenant(t)");
  CHECK_FALSE(planned.analyzed);
  CHECK_THAT(planned.reason, ContainsSubstring("log_analyze was off") &&
                                 ContainsSubstring("'default: never seq_scan(t)' is not judged"));
}

TEST_CASE("equal plans are folded, and the slowest is kept", "[unit][captured]") {
  const std::string one = plan_text_of("SELECT 1", end_to_end);
  const std::string other = plan_text_of("SELECT 1", by_index);
  const auto plans = reviewed(in_server_log("", 2.0, one) + in_server_log("", 7.0, one) +
                              in_server_log("", 9.0, other) + in_server_log("", 3.0, one));
  REQUIRE(plans.size() == 2);
  CHECK(plans[0].case_name == "logged 3 times");
  CHECK(plans[0].milliseconds == 7.0);
  CHECK(plans[1].case_name == "logged 1 time");
}

TEST_CASE("what was read of a log is told", "[unit][captured]") {
  CapturedLog log;
  CHECK(describe(log, "x.log") == "0 plans of auto_explain in x.log");
  log.plan_count = 1;
  log.cut_off.count = 2;
  log.other_lines = 1;
  CHECK(describe(log, "x.log") == "1 plan of auto_explain in x.log; 2 cut off; 1 other line");
}

}  // namespace eventstore::explain
