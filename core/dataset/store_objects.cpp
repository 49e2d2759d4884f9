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

auto place(const StoreObject& object) {
  const auto kind = std::find(kinds.begin(), kinds.end(), object.kind);
  return std::tuple{kind - kinds.begin(), std::string_view{object.table},
                    std::string_view{object.name}};
}

}  // namespace

std::string identity_of(const StoreObject& object) {
  const bool is_local = is_named_within_table(object.kind);
  return object.kind + " " + object.name + (is_local ? " of " + object.table : "");
}

std::string name_within_schema(const StoreObject& object) {
  bool is_quoted = false;
  for (std::size_t at = 0; at < object.name.size(); ++at) {
    if (object.name[at] == '"') is_quoted = !is_quoted;
    if (object.name[at] == '.' && !is_quoted) return object.name.substr(at + 1);
  }
  return object.name;
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
  std::set<std::string> known;
  for (const StoreObject& object : before) known.insert(identity_of(object));
  std::vector<StoreObject> made;
  std::copy_if(after.begin(), after.end(), std::back_inserter(made),
               [&](const StoreObject& object) { return !known.contains(identity_of(object)); });
  return made;
}

}  // namespace eventstore::dataset
