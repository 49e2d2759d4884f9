// Plans of thousands of nodes, and plans too deep to be read.
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "explain/captured.hpp"
#include "explain/partitions.hpp"
#include "explain/plan_json.hpp"
#include "explain/signature.hpp"

namespace eventstore::explain {

using Catch::Matchers::ContainsSubstring;
using Json = nlohmann::ordered_json;

namespace {

/// An Append of Seq Scans; `alias` of its parts is numbered where it ends with "_".
Json append_of(int count, const std::string& table, const std::string& alias) {
  Json parts = Json::array();
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    parts.push_back({{"Node Type", "Seq Scan"},
                     {"Relation Name", table + std::to_string(i + 1)},
                     {"Alias", alias + (alias.ends_with('_') ? number : "")},
                     {"Plan Rows", 1},
                     {"Actual Rows", 1},
                     {"Actual Loops", 1},
                     {"Rows Removed by Filter", 1000}});
  }
  return {{"Plan",
           {{"Node Type", "Append"}, {"Actual Loops", 1}, {"Actual Rows", 1}, {"Plans", parts}}}};
}

LoggedPlan logged(const std::string& query, double milliseconds) {
  return {.plan = append_of(1, "t", "t"),
          .query = query,
          .milliseconds = milliseconds,
          .line = static_cast<std::int64_t>(milliseconds),
          .bytes = 1000};
}

std::vector<result::PlanResult> reviewed(CapturedReview review) {
  const auto catalogue = catalogue::load_catalogue("reference");
  const Measure measure{.store = catalogue.store, .tiny_tables = {}, .partition_parents = {}};
  return std::move(review).results(catalogue, measure, false, {});
}

std::vector<result::PlanResult> reviewed(const Json& plan) {
  CapturedReview review;
  review.add({.plan = plan, .query = "SELECT 1", .milliseconds = 1.0, .line = 1});
  return reviewed(std::move(review));
}

std::string nested(int levels) {
  const auto count = static_cast<std::size_t>(levels);
  return std::string(count, '[') + std::string(count, ']');
}

}  // namespace

TEST_CASE("partitions are told as one table where no server can be asked", "[unit][captured]") {
  const auto parents_of = [](const std::string& table, const std::string& alias, int count) {
    return probable_parents(parse_plan(append_of(count, table, alias)));
  };
  CHECK(parents_of("events_", "events_", 5).at("events_5") == "events");
  CHECK(parents_of("events_p", "e_", 5).at("events_p4") == "events_p*");
  CHECK(parents_of("events_", "events_", 4).empty());
  CHECK(parents_of("events_", "x", 9).empty());
}

TEST_CASE("a Seq Scan of 2,000 partitions is one finding", "[unit][captured]") {
  const auto plans = reviewed(append_of(2000, "orders_", "orders_"));
  REQUIRE(plans.size() == 1);
  std::string unmet;
  for (const result::Finding& finding : plans[0].findings) {
    if (!finding.met) unmet += finding.expectation + "; ";
  }
  CHECK(unmet == "default: never seq_scan(orders); default: removed <= 100 + 10 * rows; ");
  CHECK(plans[0].signature == "Append\n  Seq Scan of orders");
}

TEST_CASE("rules left out of a plan of very many tables are said", "[unit][captured]") {
  Json plan = append_of(1001, "t", "t");
  for (Json& part : plan["Plan"]["Plans"]) part["Rows Removed by Filter"] = 0;
  const auto plans = reviewed(plan);
  REQUIRE(plans.size() == 1);
  CHECK(plans[0].verdict == result::Verdict::no_check);
  CHECK_THAT(plans[0].reason,
             ContainsSubstring("default rules were checked for 1,000 of 1,001 tables only"));
}

TEST_CASE("of many indexes the first are named and the others counted", "[unit][explain]") {
  Json plan = append_of(2000, "t", "t");
  for (Json& part : plan["Plan"]["Plans"]) {
    part["Index Name"] = "i_" + part["Relation Name"].get<std::string>();
  }
  CHECK(index_names(parse_plan(plan)) == "i_t1, i_t2, i_t3 and 1,997 more");
}

TEST_CASE("of a log the slowest plan of each statement is kept", "[unit][captured]") {
  CapturedReview review{2500};
  for (const double milliseconds : {3.0, 9.0, 5.0}) review.add(logged("SELECT a", milliseconds));
  review.add(logged("SELECT b", 1.0));
  review.add(logged("SELECT c", 2.0));
  review.add(logged("SELECT d", 3.0));
  review.add(logged("SELECT b", 4.0));
  CHECK(review.left_out().count == 2);
  CHECK(review.left_out().first_line == 2);
  const auto plans = reviewed(std::move(review));
  REQUIRE(plans.size() == 2);
  CHECK(plans[0].case_name == "logged 3 times");
  CHECK(plans[0].milliseconds == 9.0);
  CHECK(plans[1].case_name == "logged 2 times");
}

TEST_CASE("a plan that no result document could hold is refused", "[unit][explain]") {
  CHECK_NOTHROW(plan_json(nested(max_plan_depth)));
  CHECK_THROWS_AS(plan_json(nested(max_plan_depth + 1)), Failure);
  CHECK_THROWS_AS(plan_json(nested(1'000'000)), Failure);
  CHECK_THROWS_AS(plan_json("{\"Plan\""), Failure);
}

}  // namespace eventstore::explain
