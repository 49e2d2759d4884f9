// Equal findings of several cases and modes, told once.

#include "core/result/folded_news.hpp"

#include <array>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/annotations.hpp"
#include "core/result/junit_report.hpp"
#include "core/result/markdown_report.hpp"
#include "explain/review_table.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;

namespace {

PlanResult plan(const std::string& operation, const std::string& case_name, const std::string& mode,
                std::int64_t buffers = 10) {
  PlanResult result;
  result.operation = operation;
  result.case_name = case_name;
  result.mode = mode;
  result.verdict = Verdict::pass;
  result.buffers = buffers;
  return result;
}

PlanResult failing(PlanResult result, const std::string& found,
                   const std::string& expectation = "never sort") {
  result.verdict = Verdict::fail;
  Finding finding;
  finding.expectation = expectation;
  finding.found = found;
  finding.why = "it is slow";
  finding.file = "sql/mine/operations/x.sql";
  finding.line = 7;
  result.findings.push_back(std::move(finding));
  return result;
}

/// Five cases of an append in three modes, which all miss a line in the same way.
std::vector<PlanResult> appends_that_sort() {
  std::vector<PlanResult> plans;
  for (const char* name : {"new_1", "new_10", "new_100", "new_1000", "stale"}) {
    for (const char* mode : {"custom", "generic", "sixth"}) {
      plans.push_back(failing(plan("append_events", name, mode), "a Sort"));
    }
  }
  return plans;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++count;
  return count;
}

std::string markdown_of(const std::vector<PlanResult>& plans) {
  ResultDocument document;
  document.tool = "plan-review";
  document.plans = plans;
  return markdown_report(std::array{document}, ReportSize{.limit = 65'000, .whole = {}});
}

}  // namespace

TEST_CASE("what all cases and modes miss in the same way is one line", "[unit][report]") {
  const std::vector<PlanResult> plans = appends_that_sort();

  const auto folded = folded_findings(plans);

  REQUIRE(folded.size() == 1);
  REQUIRE(folded[0].found.size() == 1);
  CHECK(folded[0].found[0].plans.size() == 15);
  CHECK(cases_and_modes(folded[0].found[0].plans, plans) == "new_1 ... stale, all modes");
}

TEST_CASE("cases are told by first and last only where those between are meant, too",
          "[unit][report]") {
  std::vector<PlanResult> plans = appends_that_sort();
  plans[6] = plan("append_events", "new_100", "custom");
  plans[14] = plan("append_events", "stale", "sixth");

  const auto folded = folded_findings(plans);

  REQUIRE(folded.size() == 1);
  CHECK(cases_and_modes(folded[0].found[0].plans, plans) ==
        "new_1, new_10, new_1000, all modes; new_100, generic and sixth; stale, custom and "
        "generic");
}

TEST_CASE("what is found in different ways is told in each, the most work first",
          "[unit][report]") {
  const std::vector<PlanResult> plans{
      failing(plan("load", "hot", "custom", 50), "10 rows sorted"),
      failing(plan("load", "hot", "generic", 50), "10 rows sorted"),
      failing(plan("load", "cold", "custom", 900), "99 rows sorted"),
      failing(plan("read", "hot", "custom", 5000), "1 row sorted"),
  };

  const auto folded = folded_findings(plans);

  REQUIRE(folded.size() == 2);
  CHECK(folded[0].operation == "read");
  CHECK(folded[1].operation == "load");
  REQUIRE(folded[1].found.size() == 2);
  CHECK(folded[1].found[0].found == "99 rows sorted");
  CHECK(cases_and_modes(folded[1].found[1].plans, plans) == "hot, custom and generic");
}

TEST_CASE("a value in a custom plan and its parameter in a generic one are no difference",
          "[unit][report]") {
  const std::vector<PlanResult> plans{
      failing(plan("read", "hot", "custom"), "Index Cond (position > '0'::bigint), 9 removed"),
      failing(plan("read", "hot", "generic"), "Index Cond (position > $2), 9 removed"),
      failing(plan("read", "cold", "custom"), "Index Cond (position > '0'::bigint), 7 removed"),
      failing(plan("read", "cold", "generic"), "Index Cond (name > 'a''b'::text), 7 removed"),
  };

  const auto folded = folded_findings(plans);

  REQUIRE(folded.size() == 1);
  REQUIRE(folded[0].found.size() == 3);
  CHECK(folded[0].found[0].plans.size() == 2);
}

TEST_CASE("console and Markdown fold, JUnit and annotations count each plan", "[unit][report]") {
  const std::vector<PlanResult> plans = appends_that_sort();

  const std::string console = explain::review_text(plans, {});
  CHECK_THAT(console, ContainsSubstring("FAIL append_events: 15 of 15 plans\n"
                                        "  expected  never sort\n"
                                        "  in        new_1 ... stale, all modes\n"
                                        "  found     a Sort\n"));
  CHECK(count_of(console, "it is slow") == 1);
  const std::string markdown = markdown_of(plans);
  CHECK_THAT(markdown, ContainsSubstring("#### `append_events`: 15 plans FAIL") &&
                           ContainsSubstring("  - in new_1 ... stale, all modes: a Sort"));
  CHECK(count_of(markdown, "it is slow") == 1);

  ResultDocument document;
  document.plans = plans;
  CHECK(count_of(junit_report(std::array{document}), "<failure") == 15);
  CHECK_THAT(annotations(plans), ContainsSubstring("likewise 14 more plans"));
}

TEST_CASE("a plan that fails alone is told under its own name", "[unit][report]") {
  std::vector<PlanResult> plans = appends_that_sort();
  for (std::size_t i = 1; i < plans.size(); ++i) {
    plans[i] = plan("append_events", plans[i].case_name, plans[i].mode);
  }

  CHECK_THAT(explain::review_text(plans, {}),
             ContainsSubstring("FAIL append_events/new_1, custom plan\n"
                               "  expected  never sort\n"
                               "  found     a Sort\n"));
  CHECK_THAT(markdown_of(plans),
             ContainsSubstring("#### `append_events/new_1, custom plan`: FAIL"));
}

TEST_CASE("plans of which the same has become are told once", "[unit][report]") {
  std::vector<PlanResult> plans{plan("load", "hot", "custom"), plan("load", "hot", "generic"),
                                plan("load", "cold", "custom", 900)};
  for (PlanResult& each : plans) {
    each.signature = "now";
    each.change = PlanChange{PlanChange::Kind::regressed, "it is read from end to end", "before"};
  }
  plans[2].change->what = "buffers 12 -> 900";

  const auto folded = folded_changes(plans);

  REQUIRE(folded.size() == 2);
  CHECK(titles_of(folded[0], plans) == "load/cold, custom plan");
  CHECK(titles_of(folded[1], plans) == "load, hot, custom and generic");
  CHECK_THAT(explain::review_text(plans, {}),
             ContainsSubstring("regressed load, hot, custom and generic: it is read from end"));
  CHECK_THAT(markdown_of(plans),
             ContainsSubstring("#### `load, hot, custom and generic`: regressed"));
}

TEST_CASE("plans that were judged in part for the same reason are told once", "[unit][report]") {
  std::vector<PlanResult> plans{plan("append", "stale", "custom"),
                                plan("append", "stale", "generic"), plan("load", "hot", "custom")};
  for (PlanResult& each : plans) each.reason = "planned only";

  CHECK_THAT(explain::review_text(plans, {}),
             ContainsSubstring("note: append, stale, custom and generic: planned only\n"
                               "note: load/hot, custom plan: planned only\n"));
  CHECK_THAT(markdown_of(plans), ContainsSubstring("Not applicable, or judged in part: 3"));
}

}  // namespace eventstore::result
