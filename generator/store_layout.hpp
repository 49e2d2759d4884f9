// The tables of a store as they are in a database: made, described, dropped.
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
};

struct StoreLayout {
  TableLayout events;
  std::optional<TableLayout> tenants;
  std::optional<TableLayout> snapshots;
};

/// The tables that a store consists of: those in a role, and those that the scripts in tables/ are
/// named after ("3_aggregate_snapshots").
[[nodiscard]] std::vector<std::string> tables_of(const catalogue::Catalogue& catalogue);

[[nodiscard]] bool table_exists(pg::Session& session, const std::string& table);

/// Those of `tables` that are there are dropped, together.
void drop_tables(pg::Session& session, const std::vector<std::string>& tables);

void create_tables(pg::Session& session, const catalogue::Catalogue& catalogue);

/// How the tables that are there are filled and read.  Throws UsageError as copy_columns does.
[[nodiscard]] StoreLayout read_layout(pg::Session& session, const catalogue::Catalogue& catalogue);

}  // namespace eventstore::seed
