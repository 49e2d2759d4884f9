// Verdicts that are neither met nor missed: told in every format, and never a pass.

#include <array>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/annotations.hpp"
#include "core/result/html_report.hpp"
#include "core/result/junit_report.hpp"
#include "core/result/markdown_report.hpp"
#include "core/result/plan_standing.hpp"
#include "core/result/report_subjects.hpp"
#include "explain/review.hpp"
#include "explain/review_table.hpp"
#include "tests/support/report_documents.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;

namespace {

/// A document with one plan that passes and one with this verdict and reason.
ResultDocument document_with(Verdict verdict, const std::string& reason) {
  ResultDocument document = tests::reviewed_document();
  const PlanResult passed = document.plans.front();
  PlanResult other = passed;
  other.operation = "append_notify";
  other.step = "tell";
  other.verdict = verdict;
  other.reason = reason;
  document.plans = {passed, other};
  document.exit_code = explain::exit_code_of(document.plans);
  return document;
}

std::string markdown_of(const ResultDocument& document) {
  return markdown_report(std::array{document});
}

}  // namespace

TEST_CASE("what could not be looked at is no check in every format, and ends nothing",
          "[unit][report]") {
  const ResultDocument document = document_with(Verdict::no_check, "NOTIFY has no plan");

  CHECK(document.exit_code == ExitCode::success);
  CHECK_THAT(explain::review_text(document.plans, {}),
             ContainsSubstring("2 plans, 0 failed, 0 not applicable, 1 no check") &&
                 ContainsSubstring("no check: append_notify/hot_middle [tell], custom plan: NOTIFY "
                                   "has no plan"));
  CHECK_THAT(markdown_of(document),
             ContainsSubstring("1 no check: `append_notify` (1)") &&
                 ContainsSubstring("no check: NOTIFY has no plan") &&
                 ContainsSubstring("Everything else: 1 plan passed, 1 no check"));
  CHECK_THAT(html_report(std::array{document}),
             ContainsSubstring("<span class=\"verdict no-check\">no check</span>"));
  CHECK_THAT(junit_report(std::array{document}),
             ContainsSubstring("<skipped message=\"no check: NOTIFY has no plan\"/>") &&
                 ContainsSubstring("failures=\"0\" errors=\"0\" skipped=\"1\""));
  CHECK_THAT(annotations(document.plans),
             ContainsSubstring("::notice title=append_notify/hot_middle [tell]%2C custom "
                               "plan::no check: NOTIFY has no plan"));
  CHECK(overall(std::array{document}).verdict() == "pass");
  CHECK(overall(std::array{document}).plans.judged == 1);
}

TEST_CASE("a review of which nothing could be looked at is no pass", "[unit][report]") {
  ResultDocument document = document_with(Verdict::no_check, "a body");
  document.plans.erase(document.plans.begin());
  const auto plainly = [](std::string_view name) { return std::string{name}; };

  CHECK(overall(std::array{document}).verdict() == "nothing judged");
  CHECK(verdict_sentence(document.plans, plainly) ==
        "No plan was judged; 1 no check: append_notify (1)");
}

TEST_CASE("what cannot be compared or proven ends with 7, and is no pass", "[unit][report]") {
  const Verdict verdict = GENERATE(Verdict::not_comparable, Verdict::no_verdict);
  const ResultDocument document = document_with(verdict, "an old snapshot");

  CHECK(document.exit_code == ExitCode::no_verdict);
  CHECK(overall(std::array{document}).verdict() == "no verdict");
  CHECK_THAT(explain::review_text(document.plans, {}),
             ContainsSubstring("1 " + std::string{text_of(verdict)}));
  CHECK_THAT(junit_report(std::array{document}),
             ContainsSubstring(std::string{text_of(verdict)} + ": an old snapshot"));
}

TEST_CASE("a comparison with a baseline of other conditions ends with 7 unless something is worse",
          "[unit][report]") {
  ResultDocument document = document_with(Verdict::pass, "");
  document.plans.back().change = PlanChange{
      .kind = PlanChange::Kind::not_comparable, .what = "buffers 40 -> 1,832", .before = "Limit"};

  CHECK(explain::exit_code_of(document.plans) == ExitCode::no_verdict);
  CHECK_THAT(explain::review_text(document.plans, {}),
             ContainsSubstring("not comparable append_notify") &&
                 ContainsSubstring("2 plans, 0 failed, 0 not applicable, 1 not comparable"));
  CHECK_THAT(markdown_of(document),
             ContainsSubstring("not comparable since the baseline: buffers 40 -&gt; 1,832") ||
                 ContainsSubstring("not comparable since the baseline: buffers 40 -> 1,832"));
  CHECK_THAT(annotations(document.plans),
             ContainsSubstring("::warning ") && ContainsSubstring("not comparable"));
  document.plans.front().verdict = Verdict::fail;
  CHECK(explain::exit_code_of(document.plans) == ExitCode::plan_expectation_failed);
}

TEST_CASE("a document keeps every verdict and every kind of change", "[unit][report]") {
  for (const Verdict verdict :
       {Verdict::pass, Verdict::fail, Verdict::no_target, Verdict::not_applicable,
        Verdict::no_check, Verdict::not_comparable, Verdict::no_verdict}) {
    const ResultDocument document = document_with(verdict, "why");
    CHECK(document_from_json(to_json_value(document), "x").plans.back().verdict == verdict);
  }
  ResultDocument document = document_with(Verdict::pass, "");
  document.plans.back().change = PlanChange{.kind = PlanChange::Kind::not_comparable};
  CHECK(document_from_json(to_json_value(document), "x").plans.back().change->kind ==
        PlanChange::Kind::not_comparable);
}

}  // namespace eventstore::result
