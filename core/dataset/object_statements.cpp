#include "core/dataset/object_statements.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include <fmt/format.h>

namespace eventstore::dataset {

namespace {

std::string in_capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// What a definition says behind the statement: how the object stands at present.
bool has_standing(const std::string& definition) {
  constexpr std::array<std::string_view, 5> standings{" INVALID", " CLUSTERED", " DISABLED",
                                                      " ON REPLICA", " ALWAYS"};
  return std::any_of(standings.begin(), standings.end(),
                     [&](std::string_view standing) { return definition.ends_with(standing); });
}

/// The definition of an index of a partitioned table, for all of its partitions.
std::string for_partitions(std::string definition) {
  constexpr std::string_view only = " ON ONLY ";
  const std::size_t at = definition.find(only);
  return at == std::string::npos ? definition : definition.replace(at, only.size(), " ON ");
}

/// Storage parameters stand before the query.
std::string view_statement(const StoreObject& view) {
  const bool has_parameters = view.definition.starts_with("WITH (");
  const std::size_t query = has_parameters ? view.definition.find(')') + 1 : 0;
  return fmt::format("CREATE {} {} {} AS {}", in_capitals(view.kind), view.name,
                     view.definition.substr(0, query), view.definition.substr(query));
}

}  // namespace

bool holds_state(const StoreObject& object) {
  constexpr std::array<std::string_view, 7> kinds{"table",  "foreign table", "column", "sequence",
                                                  "schema", "extension",     "type"};
  return std::find(kinds.begin(), kinds.end(), object.kind) != kinds.end();
}

std::string drop_statement(const StoreObject& object) {
  if (object.kind == "constraint") {
    return fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", object.table, object.name);
  }
  if (object.kind == "function") return fmt::format("DROP ROUTINE {}", object.name);
  const bool is_within_table =
      object.kind == "trigger" || object.kind == "rule" || object.kind == "policy";
  return fmt::format("DROP {} {}{}", in_capitals(object.kind), object.name,
                     is_within_table ? " ON " + object.table : "");
}

std::optional<std::string> restore_statement(const StoreObject& object) {
  if (has_standing(object.definition)) return {};
  if (object.kind == "index") return for_partitions(object.definition);
  if (object.kind == "constraint") {
    return fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}", object.table, object.name,
                       object.definition);
  }
  if (object.kind == "policy") {
    return fmt::format("CREATE POLICY {} ON {} AS {}", object.name, object.table,
                       object.definition);
  }
  if (object.kind.ends_with("view")) return view_statement(object);
  const bool is_statement = object.kind == "trigger" || object.kind == "rule" ||
                            object.kind == "statistics" || object.kind == "function";
  if (is_statement && object.definition.starts_with("CREATE ")) return object.definition;
  return {};
}

}  // namespace eventstore::dataset
