// The same cases at two sizes.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "explain/growth.hpp"

namespace eventstore::explain {

using Catch::Matchers::ContainsSubstring;
using result::PlanResult;
using result::Verdict;

namespace {

PlanResult plan(std::int64_t rows, std::int64_t buffers,
                const std::string& signature = "Index Scan of events by (a)") {
  PlanResult result;
  result.operation = "load";
  result.case_name = "hot";
  result.mode = "custom";
  result.verdict = Verdict::pass;
  result.rows = rows;
  result.buffers = buffers;
  result.signature = signature;
  return result;
}

PlanResult grown(const PlanResult& small, PlanResult large) {
  std::vector<PlanResult> plans{std::move(large)};
  judge_growth(plans, {small}, 1'000'000, 100'000);
  return plans.front();
}

}  // namespace

TEST_CASE("a level more of each index is no growth", "[unit][plan]") {
  const PlanResult result = grown(plan(1, 17), plan(1, 22));

  CHECK(result.verdict == Verdict::pass);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].met);
}

TEST_CASE("buffers that follow the table instead of the rows fail", "[unit][plan]") {
  const PlanResult result = grown(plan(10, 100), plan(10, 217));

  CHECK(result.verdict == Verdict::fail);
  REQUIRE(result.findings.size() == 1);
  CHECK_THAT(result.findings[0].found, ContainsSubstring("100 buffers for 10 rows at 100,000"));
  CHECK_THAT(result.findings[0].found, ContainsSubstring("217 buffers for 10 rows at 1,000,000"));
  CHECK(grown(plan(10, 100), plan(10, 216)).verdict == Verdict::pass);
}

TEST_CASE("more rows may take as many more buffers", "[unit][plan]") {
  CHECK(grown(plan(100, 110), plan(1000, 1100)).verdict == Verdict::pass);
  CHECK(grown(plan(100, 110), plan(1000, 2300)).verdict == Verdict::fail);
  CHECK(grown(plan(0, 3), plan(10, 40)).verdict == Verdict::pass);
}

TEST_CASE("a plan that is another one at the larger size fails, a tie does not", "[unit][plan]") {
  const std::string other = "Index Scan of events by (b) filter (a)";

  const PlanResult flipped = grown(plan(1000, 900), plan(1000, 1000, other));
  CHECK(flipped.verdict == Verdict::fail);
  CHECK_THAT(flipped.findings.at(0).found, ContainsSubstring("Index Scan of events by (a)"));
  CHECK(grown(plan(10, 9), plan(10, 12, other)).verdict == Verdict::pass);
}

TEST_CASE("a case that does not apply at the smaller size is told, not judged", "[unit][plan]") {
  PlanResult absent = plan(1, 1);
  absent.verdict = Verdict::not_applicable;

  const PlanResult result = grown(absent, plan(10, 9000));

  CHECK(result.verdict == Verdict::pass);
  CHECK(result.findings.empty());
  CHECK_THAT(result.reason, ContainsSubstring("not compared with 100,000 events"));
}

TEST_CASE("growth is a check for a plan that has no other", "[unit][plan]") {
  PlanResult unchecked = plan(10, 10);
  unchecked.verdict = Verdict::no_target;

  CHECK(grown(plan(10, 10), unchecked).verdict == Verdict::pass);
}

}  // namespace eventstore::explain
