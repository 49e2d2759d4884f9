// Plans as they are drawn: which parts are folded into one, and what that one says.
#include "core/result/folded_plan.hpp"

#include <string>

#include <catch2/catch_test_macros.hpp>

namespace eventstore::result {

namespace {

using Json = nlohmann::ordered_json;

Json scan(int number, const std::string& filter = "(x = 1)") {
  const std::string suffix = std::to_string(number);
  return {{"Node Type", "Index Scan"},
          {"Relation Name", "events_" + suffix},
          {"Alias", "e_" + suffix},
          {"Index Name", "events_" + suffix + "_idx"},
          {"Plan Rows", 3},
          {"Actual Rows", 2},
          {"Actual Loops", 1},
          {"Actual Total Time", 0.5},
          {"Filter", filter},
          {"Shared Hit Blocks", 4}};
}

Json append_of(Json parts) {
  return {{"Plan", {{"Node Type", "Append"}, {"Plans", std::move(parts)}}}};
}

Json parts_after_folding(Json parts) {
  return folded_plan(append_of(std::move(parts))).plan["Plan"]["Plans"];
}

Json scans(int count) {
  Json parts = Json::array();
  for (int i = 0; i < count; ++i) parts.push_back(scan(i));
  return parts;
}

}  // namespace

TEST_CASE("equal parts become one with their number and the sums of their figures",
          "[unit][report]") {
  const FoldedPlan folded = folded_plan(append_of(scans(7)));
  CHECK(folded.all_nodes == 8);
  CHECK(folded.drawn_nodes == 2);
  const Json& part = folded.plan["Plan"]["Plans"][0];
  CHECK(part["Equal Parts"] == 7);
  CHECK(part["Relation Name"] == "events_0 and 6 more");
  CHECK(part["Plan Rows"] == 21);
  CHECK(part["Actual Rows"] == 14.0);
  CHECK(part["Actual Loops"] == 1);
  CHECK(part["Actual Total Time"] == 3.5);
  CHECK(part["Shared Hit Blocks"] == 28);
}

TEST_CASE("the rows of folded parts are those of all their loops", "[unit][report]") {
  Json parts = scans(5);
  parts[1]["Actual Loops"] = 4;
  const Json part = parts_after_folding(parts)[0];
  // Four parts of 2 rows in one loop, and one of 2 rows in each of 4.
  CHECK(part["Actual Rows"].get<double>() * part["Actual Loops"].get<double>() == 16.0);
}

TEST_CASE("parts that differ in more than names and figures stay apart", "[unit][report]") {
  CHECK(parts_after_folding(scans(4)).size() == 4);
  Json parts = scans(6);
  parts.push_back(scan(6, "(y = 1)"));
  Json never = scan(7);
  never["Actual Loops"] = 0;
  parts.push_back(never);
  CHECK(parts_after_folding(parts).size() == 3);
}

TEST_CASE("names within conditions make no difference, other words do", "[unit][report]") {
  Json parts = Json::array();
  for (int i = 0; i < 5; ++i) parts.push_back(scan(i, "(e_" + std::to_string(i) + ".x = 1)"));
  CHECK(parts_after_folding(parts).size() == 1);
  for (Json& part : parts) part["Filter"] = "(other" + part["Alias"].get<std::string>() + ".x = 1)";
  CHECK(parts_after_folding(parts).size() == 5);
}

TEST_CASE("parts below parts are folded first", "[unit][report]") {
  Json outer = Json::array();
  for (int i = 0; i < 6; ++i) {
    Json inner = append_of(scans(5 + i))["Plan"];
    outer.push_back(inner);
  }
  const FoldedPlan folded = folded_plan(append_of(outer));
  CHECK(folded.all_nodes == 1 + 6 + 45);
  CHECK(folded.drawn_nodes == 3);
  CHECK(folded.plan["Plan"]["Plans"][0]["Plans"][0]["Shared Hit Blocks"] == 4 * 45);
}

TEST_CASE("what is no plan is left as it is", "[unit][report]") {
  for (const Json& json : {Json(nullptr), Json(7), Json::array(), Json::object(), Json{{"Plan", 7}},
                           Json{{"Plan", {{"Plans", {1, "x", nullptr}}}}}}) {
    CHECK(folded_plan(json).plan == json);
  }
}

}  // namespace eventstore::result
