#include "core/dataset/store_objects.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <tuple>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::dataset {

namespace {

constexpr std::array<std::string_view, 16> kinds{
    "extension",     "schema",  "type",       "function", "sequence",          "table",
    "foreign table", "column",  "constraint", "view",     "materialized view", "index",
    "statistics",    "trigger", "rule",       "policy"};

/// Names of columns and the like are names within their table only.
bool is_named_within_table(const std::string& kind) {
  constexpr std::array<std::string_view, 5> within{"column", "constraint", "trigger", "rule",
                                                   "policy"};
  return std::find(within.begin(), within.end(), kind) != within.end();
}

/// What tells objects apart.
std::tuple<std::string, std::string, std::string> identity(const StoreObject& object) {
  return {object.kind, is_named_within_table(object.kind) ? object.table : "", object.name};
}

auto place(const StoreObject& object) {
  const auto kind = std::find(kinds.begin(), kinds.end(), object.kind);
  return std::tuple{kind - kinds.begin(), std::string_view{object.table},
                    std::string_view{object.name}};
}

}  // namespace

bool is_same_object(const StoreObject& a, const StoreObject& b) {
  return identity(a) == identity(b);
}

std::vector<StoreObject> read_store_objects(pg::Session& session) {
  // Both in one message, and so in one transaction where there was none.
  const pg::Rows rows = session.run(catalogue::harness_sql("store_objects_settings") + ";\n" +
                                    catalogue::harness_sql("store_objects"));
  session.run(catalogue::harness_sql("store_objects_settings_restore"));
  std::vector<StoreObject> objects;
  objects.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    objects.push_back({.kind = rows.text(i, "kind"),
                       .name = rows.text(i, "name"),
                       .table = rows.text(i, "table"),
                       .definition = rows.text(i, "definition"),
                       .owner = rows.text(i, "owner"),
                       .file = {}});
  }
  std::sort(objects.begin(), objects.end(),
            [](const StoreObject& a, const StoreObject& b) { return place(a) < place(b); });
  return objects;
}

std::vector<StoreObject> new_objects(const std::vector<StoreObject>& before,
                                     const std::vector<StoreObject>& after) {
  std::set<std::tuple<std::string, std::string, std::string>> known;
  for (const StoreObject& object : before) known.insert(identity(object));
  std::vector<StoreObject> made;
  std::copy_if(after.begin(), after.end(), std::back_inserter(made),
               [&](const StoreObject& object) { return !known.contains(identity(object)); });
  return made;
}

}  // namespace eventstore::dataset
