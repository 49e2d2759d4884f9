// The Markdown report as a comment on a pull request: what it says first, what it leaves out, and
// that nothing in it can break out of its place.

#include <algorithm>
#include <array>
#include <cstddef>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/markdown.hpp"
#include "core/result/markdown_report.hpp"
#include "core/result/plan_standing.hpp"
#include "core/result/report_sections.hpp"
#include "core/result/sized_report.hpp"
#include "core/tool/utf8.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/markdown_fault.hpp"
#include "tests/support/report_documents.hpp"
#include "tests/support/text_lines.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;
using tests::cells_of;
using tests::golden;
using tests::lines_of;
using tests::markdown_fault;
using tests::outside_fences;
using tests::without_code;

TEST_CASE("a report of a review that failed, regressed, changed and improved", "[unit][report]") {
  const std::string report = markdown_report(std::array{tests::reviewed_document()});

  CHECK(report == golden("report_plans.md", report));
  CHECK(markdown_fault(report) == "");
}

TEST_CASE("a measurement that fetched many of its pages says that its caches were not warm",
          "[unit][report]") {
  BenchmarkResult one{.operation = "load_aggregate", .case_name = "hot"};
  CHECK(fetched_text(one).empty());
  one.costs = CallCosts{.buffers_hit = 96, .buffers_read = 4};
  CHECK(fetched_text(one).empty());
  one.costs = CallCosts{.buffers_hit = 600, .buffers_read = 400};
  CHECK_THAT(fetched_text(one), ContainsSubstring("40.0 % of its pages were fetched"));
  ResultDocument document = tests::benchmarked_document();
  document.benchmarks = {one};
  CHECK_THAT(markdown_report(std::array{document}), ContainsSubstring("not from warm caches"));
}

TEST_CASE("the first sentence of a report says what failed and regressed", "[unit][report]") {
  const auto quoted = [](std::string_view name) { return "'" + std::string{name} + "'"; };
  ResultDocument document = tests::reviewed_document();

  CHECK(verdict_sentence(document.plans, quoted) ==
        "1 of 6 judged plans fails: 'read_stream_batch' (1); 1 plan has regressed: "
        "'load_aggregate' (1); 1 has changed; 1 has improved");
  std::erase_if(document.plans, [](const PlanResult& plan) { return is_news(standing_of(plan)); });
  CHECK(verdict_sentence(document.plans, quoted) ==
        "All 2 judged plans are as their operations ask for");
  document.plans.erase(document.plans.begin(), document.plans.begin() + 2);
  CHECK(verdict_sentence(document.plans, quoted) == "No plan was judged");
  CHECK(verdict_sentence(tests::hostile_document(7).plans, [](std::string_view) { return "x"; }) ==
        "7 of 14 judged plans fail: x (1), x (1), x (1) and 4 more operations");
}

TEST_CASE("a regression alone fails a report, and is no tool that did not end well",
          "[unit][report]") {
  ResultDocument document = tests::reviewed_document();
  std::erase_if(document.plans,
                [](const PlanResult& plan) { return plan.verdict == Verdict::fail; });
  document.exit_code = ExitCode::regression;

  const std::string report = markdown_report(std::array{document});

  CHECK(report.starts_with("# Event store report: FAIL\n\n**1 plan has regressed: "));
  CHECK_THAT(report, !ContainsSubstring("did not end well"));
}

TEST_CASE("a report is no longer than its limit, and says how much of what it leaves out",
          "[unit][report]") {
  const std::array documents{tests::hostile_document(60), tests::reviewed_document(),
                             tests::benchmarked_document()};
  const std::string whole = markdown_report(documents, {100'000'000, {}});
  const std::size_t limit = GENERATE(2'048U, 3'000U, 5'000U, 10'000U, 30'000U, 65'000U, 100'000U);

  const std::string report = markdown_report(documents, {limit, "reports/out/plans.json"});

  CAPTURE(limit);
  CHECK(whole.size() > 100'000);
  CHECK_THAT(whole, !ContainsSubstring("Left out for want of room"));
  CHECK(report.size() <= limit);
  CHECK_THAT(report, ContainsSubstring("Left out for want of room") &&
                         ContainsSubstring(" plans") &&
                         ContainsSubstring("the whole is in `reports/out/plans.json`"));
  CHECK(markdown_fault(report) == "");
}

TEST_CASE("plans of passing cases are left out first, then the plans of the others",
          "[unit][report]") {
  ResultDocument document = tests::reviewed_document();
  const std::string whole = markdown_report(std::array{document});
  const std::string passing_plan = "<summary>read_stream_batch/hot_middle, custom plan</summary>";
  const std::string failing_plan = "<summary>read_stream_batch/hot_middle, generic plan</summary>";
  const std::string failure = "  - found: tenant_key stands in the Filter";
  REQUIRE_THAT(whole, ContainsSubstring(passing_plan) && ContainsSubstring(failing_plan) &&
                          ContainsSubstring(failure));

  bool had_passing_plan = false;
  bool had_failing_plan = false;
  for (std::size_t limit = 2'048; limit < whole.size() + 100; limit += 64) {
    const std::string report = markdown_report(std::array{document}, {limit, {}});
    const bool has_passing_plan = report.find(passing_plan) != std::string::npos;
    const bool has_failing_plan = report.find(failing_plan) != std::string::npos;
    CAPTURE(limit);
    if (has_passing_plan) CHECK(has_failing_plan);
    if (has_failing_plan) CHECK_THAT(report, ContainsSubstring(failure));
    had_passing_plan = had_passing_plan || has_passing_plan;
    had_failing_plan = had_failing_plan || has_failing_plan;
  }
  CHECK((had_passing_plan && had_failing_plan));
}

TEST_CASE("the note says where the whole is, or how to get it", "[unit][report]") {
  const std::vector<Section> sections{
      {"", {{"# title\n\n", Worth::verdict, ""}}, ""},
      {"<a>\n", {{std::string(3'000, 'x'), Worth::remark, "remark"}}, "</a>\n"},
      {"", {{"the end\n", Worth::legend, "the legend", false}}, ""}};

  CHECK(fitted(sections, {2'048, "all.html"}) ==
        "# title\n\n> **Left out for want of room:** 1 remark; the whole is in `all.html`.\n\n"
        "the end\n");
  CHECK_THAT(fitted(sections, {2'048, {}}), ContainsSubstring("`--html FILE` writes the whole"));
}

TEST_CASE("nothing breaks out of a report: tags, tables, mentions, broken UTF-8",
          "[unit][report]") {
  const std::string report =
      markdown_report(std::array{tests::hostile_document(9)}, {10'000'000, {}});

  CHECK(markdown_fault(report) == "");
}

TEST_CASE("the checks of a report's soundness would see what is not", "[unit][report]") {
  CHECK(without_code("a `b|c` ``d`e`` f") == "a   f");
  CHECK(cells_of("| a\\|b | c |") == 3);
  CHECK(outside_fences("a\n````text\n```\n````\nb").size() == 2);
}

TEST_CASE("a mention and an issue are taken apart, and a backslash keeps no cell open",
          "[unit][markdown]") {
  CHECK(escaped("@a #1 #b") == "@&#8203;a #&#8203;1 #b");
  CHECK_THAT(collapsed("@a", "x"), ContainsSubstring("<summary>@&#8203;a</summary>"));
  MarkdownTable table{{{"a"}}};
  table.add_row({code("x\\|y")});
  CHECK(table.lines().front() == "| `x\\ \\|y` |\n");
}

TEST_CASE("bytes that are no UTF-8 are replaced, and a text is cut between characters",
          "[unit][report]") {
  CHECK(as_utf8("a\xC3\xA9") == "a\xC3\xA9");
  CHECK(as_utf8("\xFF\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80\xE2\x82") ==
        "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
        "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(brief("abc", 3) == "abc");
  CHECK(brief("ab\xC3\xA9z", 3) == "ab\xE2\x80\xA6");
  CHECK(without_middle("abc", 3) == "abc");
  CHECK(without_middle("wrong: " + std::string(100, 'x') + "; do so", 40) ==
        "wrong: " + std::string(23, 'x') + "\xE2\x80\xA6 [74 of 114 bytes left out] " +
            "\xE2\x80\xA6xxx; do so");
}

}  // namespace eventstore::result
