// Repeated reviews, held against the first.

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/document.hpp"
#include "explain/stability.hpp"

namespace eventstore::explain {

using Catch::Matchers::ContainsSubstring;
using result::PlanResult;
using result::StabilityResult;
using result::Verdict;

namespace {

const std::string by_a = "Index Scan of events by (a)";
const std::string by_b = "Index Scan of events by (b) filter (a)";

PlanResult plan(const std::string& case_name, std::int64_t buffers,
                const std::string& signature = by_a) {
  PlanResult result;
  result.operation = "load";
  result.case_name = case_name;
  result.mode = "custom";
  result.verdict = Verdict::pass;
  result.rows = 10;
  result.buffers = buffers;
  result.signature = signature;
  return result;
}

StabilityResult after(const std::vector<PlanResult>& first,
                      const std::vector<std::vector<PlanResult>>& repetitions) {
  StabilityResult stability;
  for (std::size_t i = 0; i < repetitions.size(); ++i) {
    compare_repetition(stability, first, repetitions[i], static_cast<int>(i) + 1);
  }
  return stability;
}

}  // namespace

TEST_CASE("repeated reviews with the same plans show no difference", "[unit][plan]") {
  const std::vector<PlanResult> plans{plan("hot", 400), plan("cold", 3)};

  const StabilityResult stability = after(plans, {plans, plans, plans});

  CHECK(stability.repetitions == 3);
  CHECK(stability.plans == 2);
  CHECK(stability.differences.empty());
  CHECK(stability.ties.empty());
  CHECK_THAT(stability_text(stability, {}),
             ContainsSubstring("3 reviews of 2 plans, each after a fresh ANALYZE") &&
                 ContainsSubstring(": no difference"));
}

TEST_CASE("a plan that flips is told with its case, both signatures and when", "[unit][plan]") {
  const std::vector<PlanResult> first{plan("hot", 400), plan("cold", 3)};
  const std::vector<PlanResult> flipped{plan("hot", 4000, by_b), plan("cold", 3)};

  const StabilityResult stability = after(first, {first, flipped, first, flipped});

  REQUIRE(stability.differences.size() == 1);
  CHECK(stability.differences[0].plan == "load/hot, custom plan");
  CHECK(stability.differences[0].first == by_a);
  CHECK(stability.differences[0].other == by_b);
  CHECK(stability.differences[0].repetitions == std::vector{2, 4});
  const std::string text = stability_text(stability, {});
  CHECK_THAT(text, ContainsSubstring("UNSTABLE load/hot, custom plan in 2 of 4 reviews (2, 4)"));
  CHECK_THAT(text, ContainsSubstring("buffers 400 -> 4,000"));
  CHECK_THAT(text, ContainsSubstring("first  " + by_a) && ContainsSubstring("then   " + by_b));
}

TEST_CASE("two other plans of one case are two differences, the more frequent one first",
          "[unit][plan]") {
  const std::vector<PlanResult> first{plan("hot", 400)};
  const std::string scan = "Seq Scan of events filter (a)";
  const std::vector<PlanResult> once{plan("hot", 9000, scan)};
  const std::vector<PlanResult> often{plan("hot", 4000, by_b)};

  const StabilityResult stability = after(first, {once, often, often});

  REQUIRE(stability.differences.size() == 2);
  CHECK(stability.differences[0].other == by_b);
  CHECK(stability.differences[1].other == scan);
}

TEST_CASE("the same plan that reads more, or meets its lines no longer, is a difference, too",
          "[unit][plan]") {
  PlanResult failed = plan("hot", 400);
  failed.verdict = Verdict::fail;

  CHECK(after({plan("hot", 400)}, {{plan("hot", 4000)}}).differences.size() == 1);
  CHECK(after({plan("hot", 400)}, {{failed}}).differences.size() == 1);
}

TEST_CASE("another plan for as little work is a tie, which is told and no difference",
          "[unit][plan]") {
  const StabilityResult stability = after({plan("hot", 12)}, {{plan("hot", 14, by_b)}});

  CHECK(stability.differences.empty());
  REQUIRE(stability.ties.size() == 1);
  CHECK_THAT(stability_text(stability, {}),
             ContainsSubstring("tie: load/hot, custom plan is another plan for as little work"));
}

TEST_CASE("what repeated reviews showed is kept in the result document", "[unit][plan]") {
  result::ResultDocument document;
  document.tool = "plan-review";
  document.stability = after({plan("hot", 400), plan("cold", 9)},
                             {{plan("hot", 4000, by_b), plan("cold", 10, by_b)}});

  const auto read = result::document_from_json(result::to_json_value(document), "test");

  REQUIRE(read.stability);
  CHECK(read.stability->repetitions == 1);
  CHECK(read.stability->plans == 2);
  REQUIRE(read.stability->differences.size() == 1);
  CHECK(read.stability->differences[0].what == document.stability->differences[0].what);
  CHECK(read.stability->differences[0].other == by_b);
  REQUIRE(read.stability->ties.size() == 1);
  CHECK(read.stability->ties[0].plan == "load/cold, custom plan");
}

}  // namespace eventstore::explain
