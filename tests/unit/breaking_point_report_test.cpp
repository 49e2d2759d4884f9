// Breaking points, and what was seen of a server, in every report.

#include <array>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/breaking_point_tables.hpp"
#include "core/result/html_report.hpp"
#include "core/result/html_sections.hpp"
#include "core/result/markdown_report.hpp"
#include "core/result/observation_tables.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/load_documents.hpp"
#include "tests/support/report_documents.hpp"
#include "tests/support/xml_fault.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using tests::golden;

namespace {

const std::string operation = "find_event/known_hot";

/// The first column of each row, and its verdict.
std::vector<std::string> rates_of(const LoadTable& table) {
  std::vector<std::string> rates;
  for (const auto& row : table.rows) rates.push_back(row.front().text + " " + row.back().text);
  return rates;
}

std::string markdown_of(const ResultDocument& document) {
  return markdown_report(std::array{document}, {1'000'000, {}});
}

}  // namespace

TEST_CASE("a breaking point in a Markdown report", "[unit][report][load]") {
  const std::string report = markdown_of(tests::breaking_document(operation));
  CHECK(report == golden("report_breaking_point.md", report));
}

TEST_CASE("a load run that was watched in a Markdown report", "[unit][report][load]") {
  const std::string report = markdown_of(tests::observed_document("spike"));
  CHECK(report == golden("report_load.md", report));
}

TEST_CASE("a breaking point and a load run are drawn in an HTML report", "[unit][report][load]") {
  const std::string point =
      html_breaking_point(*tests::breaking_document(operation).breaking_point);
  CHECK(point == golden("report_breaking_point.html", point));
  const std::string load = html_load(*tests::observed_document("spike").load);
  CHECK(load == golden("report_load.html", load));
  for (const std::string& html : {point, load}) {
    CHECK_THAT(html, !ContainsSubstring("<script") && !ContainsSubstring("href") &&
                         !ContainsSubstring("style=") && !ContainsSubstring("\"nan") &&
                         !ContainsSubstring(",nan"));
  }
}

TEST_CASE("rates are told worst first, the nearest to the limit of each kind in front",
          "[unit][report][load]") {
  const auto tables = breaking_point_tables(*tests::breaking_document(operation).breaking_point);
  REQUIRE(tables.size() == 2);
  CHECK(rates_of(tables[0]) ==
        std::vector<std::string>{
            "420/s broke: 61.0 ms", "450/s broke: 120 ms", "600/s broke: 900 ms",
            "800/s broke: fell behind find_event/known_hot",
            "500/s no verdict: the generator was the limit", "400/s held: the limit", "450/s held",
            "400/s held", "200/s held", "100/s held"});
  CHECK(tables[1].is_detail);
}

TEST_CASE("of many rates those that tell least are in a table of their own",
          "[unit][report][load]") {
  BreakingPoint point = *tests::breaking_document(operation).breaking_point;
  for (int i = 0; i < 3; ++i) point.windows.push_back(point.windows.front());
  const auto tables = breaking_point_tables(point);
  REQUIRE(tables.size() == 3);
  CHECK(tables[0].rows.size() == 9);
  CHECK(tables[1].is_detail);
  CHECK(rates_of(tables[1]) == std::vector<std::string>(4, "100/s held"));
}

TEST_CASE("each end of a breaking point is told, and judged as its exit code is",
          "[unit][report][load]") {
  ResultDocument document = tests::breaking_document(operation);
  BreakingPoint& point = *document.breaking_point;
  const auto check = [&](const char* end, ExitCode code, const char* verdict, const char* part) {
    point.end = end;
    document.exit_code = code;
    const std::string markdown = markdown_of(document);
    CAPTURE(end);
    CHECK_THAT(markdown, StartsWith(std::string{"# Event store report: "} + verdict) &&
                             ContainsSubstring(part));
    CHECK_THAT(html_report(std::array{document}),
               ContainsSubstring(std::string{"<h1>Event store report: "} + verdict + "</h1>") &&
                   ContainsSubstring(part));
  };
  check("found", ExitCode::success, "pass", "400/s held, 420/s did not");
  check("found", ExitCode::success, "pass", "1 of 1 breaking point found");
  check("no limit found", ExitCode::success, "pass", "400/s held, no limit found");
  check("never held", ExitCode::sla_missed, "FAIL", "not even the start rate held");
  check("never held", ExitCode::sla_missed, "FAIL", "0 of 1 breaking point found");
  check("generator", ExitCode::no_verdict, "FAIL", "NO VERDICT, the generator was the limit");
  check("stopped", ExitCode::failure, "FAIL",
        "PARTIAL, stopped by a signal; until then 400/s held");
  point.violations.push_back({.kind = "lost", .count = 2, .first = "event 7"});
  check("found", ExitCode::oracle_failed, "FAIL", "VIOLATED: lost (2 times), first: event 7");
  CHECK_THAT(markdown_of(document), ContainsSubstring("120 events acknowledged, not all of them") &&
                                        !ContainsSubstring("did not end well"));
}

TEST_CASE("a document of which little is known has no drawing and no empty table",
          "[unit][report][load]") {
  const std::string point = html_breaking_point({.operation = "x", .end = "stopped"});
  const std::string load = html_load({.scenario = "x"});
  for (const std::string& html : {point, load}) {
    CHECK_THAT(html, !ContainsSubstring("<svg") && !ContainsSubstring("<table") &&
                         !ContainsSubstring("<h3"));
  }
  CHECK(observation_facts({}).empty());
  CHECK(trend_table({}).rows.empty());
}

TEST_CASE("names and texts of others do not break out of a load run or a breaking point",
          "[unit][report][load]") {
  const std::string hostile = tests::hostile_text();
  const auto fault = [](const std::string& html) {
    return tests::xml_fault("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<div>" + html + "</div>");
  };
  const std::string point = html_breaking_point(*tests::breaking_document(hostile).breaking_point);
  const std::string load = html_load(*tests::observed_document(hostile).load);
  CHECK(fault(point).empty());
  CHECK(fault(load).empty());
  CHECK_FALSE(fault(load + "<svg>").empty());
  CHECK_THAT(point, ContainsSubstring("aria-label=\"Response times of a|b"));
}

TEST_CASE("trends are told with their intervals where one has a verdict", "[unit][report][load]") {
  LoadObservation seen = tests::observed_document("spike").load->observation;
  const LoadTable table = trend_table(seen);
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[0][1].tone == LoadTone::bad);
  CHECK(table.rows[0][3].text == "30.0 MB to 40.0 MB");
  CHECK(table.rows[1][3].text == "-1.25 bytes an event to 2 bytes an event");
  CHECK(table.rows[2][2].text == "-2.00 ms");
  CHECK(table.rows[3][3].text == "-");
  for (LoadTrend& trend : seen.trends) trend.verdict = "not enough data";
  CHECK(trend_table(seen).rows.empty());
}

}  // namespace eventstore::result
