// What is in a database, each object with its definition: read before and after a store's scripts
// to know what they made, and later to compare it with what they made then.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/pg/session.hpp"

namespace eventstore::dataset {

/// One object of a database.
struct StoreObject {
  /// "extension", "schema", "type", "function" (procedures and aggregates, too), "sequence",
  /// "table" (partitions, too), "foreign table", "column", "constraint", "view", "materialized
  /// view", "index", "statistics", "trigger", "rule", "policy".
  std::string kind;
  /// As DROP takes it: with its schema, quoted where needed, a function with the types of its
  /// arguments.  Columns, constraints, triggers, rules and policies: the name within the table.
  std::string name;
  /// The table or view that it belongs to, with its schema; of a partition the whole table, of a
  /// sequence the table of the column that owns it.  Empty where there is none.
  std::string table;
  /// In the server's words, the same for every role and search path; with what turns it off
  /// (INVALID, DISABLED, NOT VALID).
  std::string definition;
  std::string owner;  ///< A role; of what belongs to a table the table's.
  std::string file;   ///< Of the store, "indexes/x.sql", that made it; empty where it is not known.

  friend bool operator==(const StoreObject&, const StoreObject&) = default;
};

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StoreObject, kind, name, table, definition, owner, file)

/// What tells objects apart: two with the same are one thing, however each is defined.
[[nodiscard]] std::string identity_of(const StoreObject& object);

/// The name without its schema, quoted where needed: "x" of "public.x".
[[nodiscard]] std::string name_within_schema(const StoreObject& object);

/// Reads all objects of the database but for the system's, temporary ones, members of extensions
/// and the harness's own; what partitions inherit is left out.  Ordered by kind, in the order of
/// StoreObject::kind, then by table and name.  Needs no right on any of them.  Works within a
/// transaction, too.  Throws pg::StatementError.
[[nodiscard]] std::vector<StoreObject> read_store_objects(pg::Session& session);

/// The objects of `after` that `before` does not have.
[[nodiscard]] std::vector<StoreObject> new_objects(const std::vector<StoreObject>& before,
                                                   const std::vector<StoreObject>& after);

}  // namespace eventstore::dataset
