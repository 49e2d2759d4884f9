// What the review's own controls found, in reports: indexes taken away, growth, repetitions.

#include <array>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/html_report.hpp"
#include "core/result/markdown_report.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;

namespace {

std::string report_of(const MutationResult& mutation) {
  ResultDocument document;
  document.tool = "plan-review";
  document.mutation = mutation;
  return markdown_report(std::array{document}, ReportSize{.limit = 65'000, .whole = {}});
}

IndexLoss loss(const std::string& definition, std::vector<std::string> noticed_by) {
  IndexLoss result;
  result.index = "x";
  result.definition = definition;
  result.noticed_by = std::move(noticed_by);
  return result;
}

}  // namespace

TEST_CASE("a report names dead weight, and who noticed what is none", "[unit][report]") {
  MutationResult mutation;
  mutation.losses = {loss("CREATE INDEX x ON t (a)", {}),
                     loss("CREATE UNIQUE INDEX x ON t (b)", {}),
                     loss("CREATE INDEX x ON t (c)", {"load/hot: never sort", "load/cold: x"})};

  const std::string report = report_of(mutation);

  CHECK_THAT(report, ContainsSubstring("**dead weight**"));
  CHECK_THAT(report, ContainsSubstring("it only keeps values unique"));
  CHECK_THAT(report, ContainsSubstring("|          2 | `load/hot: never sort`"));
}

TEST_CASE("a report shows what a missing index gains and costs", "[unit][report]") {
  MutationResult mutation;
  IndexProposal& proposal = mutation.proposals.emplace_back();
  proposal.statement = "CREATE INDEX ON t (a)";
  proposal.mends = {"load/hot", "load/cold"};
  proposal.buffers_before = 21'412;
  proposal.buffers_after = 3'174;
  mutation.toothless.push_back(
      {.operation = "load", .expectation = "never sort", .file = "x.sql", .line = 3});

  const std::string report = report_of(mutation);

  CHECK_THAT(report, ContainsSubstring("21,412 -> 3,174"));
  CHECK_THAT(report, ContainsSubstring("Lines that hold whichever index is gone: 1"));
  CHECK_THAT(report, ContainsSubstring("`x.sql:3`"));
}

namespace {

std::string page_of(const MutationResult& mutation) {
  ResultDocument document;
  document.tool = "plan-review";
  document.mutation = mutation;
  return html_report(std::array{document});
}

}  // namespace

TEST_CASE("a page has the negative control: dead weight, who noticed, what was built",
          "[unit][report]") {
  MutationResult mutation;
  mutation.losses = {loss("CREATE INDEX x ON t (a)", {}),
                     loss("CREATE UNIQUE INDEX x ON t (b)", {}),
                     loss("CREATE INDEX x ON t (c)", {"load/hot: never <sort>", "load/cold: x"})};
  mutation.losses[2].bytes = 77'500'000;
  mutation.losses[2].costs = AppendCost{.wal_bytes_per_event = 112, .buffers_per_event = 3.8};
  IndexProposal& proposal = mutation.proposals.emplace_back();
  proposal.statement = "CREATE INDEX ON t (a)";
  proposal.for_plans = {"load/hot", "load/cold"};
  proposal.mends = {"load/hot", "load/cold"};
  proposal.buffers_before = 21'412;
  proposal.buffers_after = 3'174;
  proposal.build_seconds = 1.2;
  mutation.toothless.push_back(
      {.operation = "load", .expectation = "never sort", .file = "x.sql", .line = 3});

  const std::string page = page_of(mutation);

  CHECK_THAT(page, ContainsSubstring("<h2>Negative control</h2>"));
  CHECK_THAT(page,
             ContainsSubstring("dead weight") && ContainsSubstring("it only keeps values unique"));
  CHECK_THAT(
      page, ContainsSubstring("77.5 MB") && ContainsSubstring("112 B") && ContainsSubstring("3.8"));
  CHECK_THAT(
      page, ContainsSubstring("load/hot: never &lt;sort&gt;") && ContainsSubstring("load/cold: x"));
  CHECK_THAT(page, ContainsSubstring("21,412 &rarr; 3,174") && ContainsSubstring("1.20 s"));
  CHECK_THAT(page, ContainsSubstring("Lines that hold whichever index is gone: 1") &&
                       ContainsSubstring("x.sql:3"));
}

TEST_CASE("a price that could not be measured is not known, which is not the same as none",
          "[unit][report]") {
  ResultDocument document;
  document.tool = "plan-review";
  MutationResult& mutation = document.mutation.emplace();
  mutation.losses = {loss("CREATE INDEX x ON t (a)", {}), loss("CREATE INDEX y ON t (b)", {})};
  mutation.losses[0].unpriced = "each append fell upon a <checkpoint>";

  const std::string report = markdown_report(std::array{document});
  const std::string page = html_report(std::array{document});

  CHECK_THAT(report, ContainsSubstring(" not known |          0 |") &&
                         ContainsSubstring(" - |          0 |"));
  CHECK_THAT(report,
             ContainsSubstring("What an append pays is not known everywhere: each append") &&
                 !ContainsSubstring("<checkpoint>"));
  CHECK_THAT(page, ContainsSubstring(">not known<") &&
                       ContainsSubstring("each append fell upon a &lt;checkpoint&gt;"));
  mutation.losses[0].unpriced.clear();
  CHECK_THAT(markdown_report(std::array{document}), !ContainsSubstring("not known everywhere"));
  CHECK_THAT(html_report(std::array{document}), !ContainsSubstring("not known everywhere"));
}

TEST_CASE("reports say which plans grow with the table", "[unit][report]") {
  ResultDocument document;
  document.tool = "plan-review";
  for (const bool met : {true, false}) {
    PlanResult& plan = document.plans.emplace_back();
    plan.operation = "load";
    plan.case_name = met ? "hot" : "cold";
    plan.mode = "custom";
    plan.verdict = met ? Verdict::pass : Verdict::fail;
    Finding& finding = plan.findings.emplace_back();
    finding.expectation = "--grow: as at 100 events, the buffers of the rows";
    finding.met = met;
    if (!met) finding.found = "9 buffers for 1 row at 100 events, 900 for 1 row at 1,000";
  }

  const std::string page = html_report(std::array{document});
  CHECK_THAT(page, ContainsSubstring("<h2>Growth</h2>\n<p>1 of 2 plans is not as with fewer"));
  CHECK_THAT(page, ContainsSubstring("900 for 1 row at 1,000"));
  const std::string text = markdown_report(std::array{document}, {.limit = 65'000, .whole = {}});
  CHECK_THAT(text, ContainsSubstring("## Growth\n\n1 of 2 plans is not as with fewer events.\n"
                                     "- `load/cold, custom plan`"));
  document.plans.pop_back();
  CHECK_THAT(html_report(std::array{document}),
             ContainsSubstring("1 plan compared: what they read follows their rows"));
  document.plans.clear();
  CHECK_THAT(html_report(std::array{document}), !ContainsSubstring("Growth"));
}

TEST_CASE("reports show plans that changed after a fresh ANALYZE with both signatures",
          "[unit][report]") {
  ResultDocument document;
  document.tool = "plan-review";
  StabilityResult& stability = document.stability.emplace();
  stability.repetitions = 50;
  stability.plans = 162;
  stability.differences.push_back({.plan = "load/hot, custom plan",
                                   .what = "buffers 12 -> 4,410",
                                   .first = "Index Scan of events by (a)",
                                   .other = "Seq Scan of events filter (a)",
                                   .repetitions = {4, 17}});
  stability.ties.push_back({.plan = "load/cold, custom plan",
                            .what = {},
                            .first = "Index Scan of events by (a)",
                            .other = "Index Scan of events by (b)",
                            .repetitions = {1}});

  for (const std::string& report :
       {html_report(std::array{document}),
        markdown_report(std::array{document}, {.limit = 65'000, .whole = {}})}) {
    CHECK_THAT(report, ContainsSubstring("50 reviews of 162 plans, each after a fresh ANALYZE"));
    CHECK_THAT(report, ContainsSubstring("1 difference"));
    CHECK_THAT(report, ContainsSubstring("2 of 50 reviews (4, 17)"));
    CHECK_THAT(report, ContainsSubstring("Index Scan of events by (a)") &&
                           ContainsSubstring("Seq Scan of events filter (a)"));
    CHECK_THAT(report, ContainsSubstring("Ties, other plans for as little work: 1"));
  }
}

}  // namespace eventstore::result
