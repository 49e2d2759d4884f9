// The documents of eventstore_load, member by member and in their order: what others read.

#include <string>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/golden.hpp"
#include "tests/support/load_documents.hpp"

namespace eventstore::result {

namespace {

/// A line for each member, its place in front: "load.phases.0.name = \"hold\"".
std::string lines_of(const nlohmann::ordered_json& json, const std::string& place) {
  if (!json.is_structured() || json.empty()) return place + " = " + json.dump() + "\n";
  std::string lines;
  for (const auto& [name, value] : json.items()) lines += lines_of(value, place + "." + name);
  return lines;
}

/// The long lists by their beginning: what comes after them has the same members.
nlohmann::ordered_json without_long_lists(nlohmann::ordered_json json) {
  constexpr std::size_t enough = 6;
  for (auto& each : json) {
    if (each.is_structured()) each = without_long_lists(each);
  }
  if (json.is_array() && json.size() > enough) json.erase(json.begin() + enough, json.end());
  return json;
}

}  // namespace

TEST_CASE("the document of a load run has the members that others read", "[unit][document][load]") {
  const auto json = to_json_value(*tests::observed_document("spike").load);
  const std::string lines = lines_of(without_long_lists(json), "load");
  CHECK(lines == tests::golden("load_members.txt", lines));
  CHECK(to_json_value(load_from_json(json)).dump() == json.dump());
}

TEST_CASE("the document of a breaking point has the members that others read",
          "[unit][document][load]") {
  ResultDocument document = tests::breaking_document("find_event/known_hot");
  document.breaking_point->violations.push_back({.kind = "lost", .count = 2, .first = "event 7"});
  const auto json = to_json_value(*document.breaking_point);
  const std::string lines = lines_of(without_long_lists(json), "breaking_point");
  CHECK(lines == tests::golden("breaking_point_members.txt", lines));
  CHECK(to_json_value(breaking_point_from_json(json)).dump() == json.dump());
}

}  // namespace eventstore::result
