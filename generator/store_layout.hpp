// The tables of a store as they are in a database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/session.hpp"
#include "generator/copy_columns.hpp"

namespace eventstore::seed {

struct TableLayout {
  std::string name;        ///< As in store.toml.
  std::string identifier;  ///< The same, quoted where needed.
  std::vector<CopyColumn> columns;
  std::string column_list;  ///< "a, b, c", quoted where needed.
  std::string at;           ///< FILE:LINE in store.toml.
};

/// The tables in the store's roles.
struct StoreLayout {
  TableLayout events;
  std::optional<TableLayout> tenants;
  std::optional<TableLayout> snapshots;
};

/// The full name of a table, as SQL has it ("public.domain_events"), found by any name that SQL
/// would take; nothing when there is none.
[[nodiscard]] std::optional<std::string> full_name(pg::Session& session, const std::string& name);

/// What keeps the role's table, which is there, from being filled: see column_complaints.
[[nodiscard]] std::vector<std::string> column_complaints(pg::Session& session,
                                                         const catalogue::TableRole& role,
                                                         const std::string& file);

/// How the tables that are there are filled and read.  Throws UsageError as copy_columns does.
[[nodiscard]] StoreLayout read_layout(pg::Session& session, const catalogue::Catalogue& catalogue);

}  // namespace eventstore::seed
