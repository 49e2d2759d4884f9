#include "core/dataset/index_name_differences.hpp"

#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/catalogue/index_statements.hpp"
#include "core/dataset/object_set.hpp"
#include "core/pg/quoted_name.hpp"

namespace eventstore::dataset {

namespace {

/// Whether a script may have made an index: it mentions the name, or leaves a name to the server.
class PossibleIndexes {
 public:
  explicit PossibleIndexes(const catalogue::Catalogue& catalogue) {
    for (const RanScript& script : scripts_of(catalogue)) {
      for (const std::string& statement : script.statements) {
        text_ += statement + "\n";
        names_no_index_ |= has(statement, "INDEX ON ");
        const bool may_name_none = has(statement, "PRIMARY KEY") || has(statement, "UNIQUE") ||
                                   has(statement, "EXCLUDE") || has(statement, "LIKE ");
        if (may_name_none && !has(statement, "ADD CONSTRAINT ")) text_of_keys_ += statement + "\n";
      }
    }
  }
  [[nodiscard]] bool contains(const StoreObject& index, bool serves_constraint) const {
    if (has(text_, name_within_schema(index))) return true;
    if (!serves_constraint) return names_no_index_;
    return has(text_of_keys_, index.table.substr(index.table.find('.') + 1));
  }

 private:
  [[nodiscard]] static bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  }
  std::string text_;
  std::string text_of_keys_;
  bool names_no_index_ = false;
};

}  // namespace

StoreDifferences index_name_differences(const catalogue::Catalogue& catalogue,
                                        const Manifest& manifest,
                                        const std::vector<StoreObject>& found) {
  StoreDifferences differences;
  const std::set<std::string> ours{manifest.tables.begin(), manifest.tables.end()};
  std::vector<StoreObject> indexes;
  std::set<std::string> constraints;
  for (const StoreObject& object : found) {
    if (object.kind == "constraint") constraints.insert(object.table + " " + object.name);
    if (object.kind == "index" && ours.contains(object.table)) indexes.push_back(object);
  }
  const ObjectSet index_set{indexes};
  for (const std::string& plain : catalogue::index_names(catalogue)) {
    const std::string name = pg::quoted_name(plain);
    if (index_set.has_index(name)) continue;
    differences.push_back(
        {.kind = StoreDifference::Kind::missing_object,
         .path = {},
         .object = {.kind = "index",
                    .name = name,
                    .table = {},
                    .definition = {},
                    .owner = {},
                    .file = {}},
         .made = {},
         .text = fmt::format("index {} of the folder is not in the database", name)});
  }
  const PossibleIndexes possible{catalogue};
  for (const StoreObject& index : indexes) {
    const std::string constraint = index.table + " " + name_within_schema(index);
    if (possible.contains(index, constraints.contains(constraint))) continue;
    differences.push_back(added_object(index, "makes"));
  }
  return differences;
}

}  // namespace eventstore::dataset
