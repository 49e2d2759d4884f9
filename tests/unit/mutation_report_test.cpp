// What the negative control found, in a report.

#include <array>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

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

}  // namespace eventstore::result
