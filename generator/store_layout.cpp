#include "generator/store_layout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::seed {

namespace {

/// "3_aggregate_snapshots" -> "aggregate_snapshots".
std::string without_number(const std::string& stem) {
  const std::size_t digits = stem.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string::npos || stem[digits] != '_') return stem;
  return stem.substr(digits + 1);
}

TableLayout layout_of(pg::Session& session, const catalogue::TableRole& role,
                      const std::string& file) {
  TableLayout layout{.name = role.table,
                     .identifier = session.identifier(role.table),
                     .columns = {},
                     .column_list = {}};
  const pg::Rows rows = session.run(catalogue::harness_sql("seed_columns"), {{layout.identifier}});
  std::vector<ServerColumn> table;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    table.push_back({.name = rows.text(i, "name"),
                     .type_oid = static_cast<unsigned>(rows.integer(i, "type_oid")),
                     .type_name = rows.text(i, "type_name"),
                     .needs_value = rows.boolean(i, "needs_value")});
  }
  layout.columns = copy_columns(role, table, file);
  for (const CopyColumn& column : layout.columns) {
    if (!layout.column_list.empty()) layout.column_list += ", ";
    layout.column_list += session.identifier(column.name);
  }
  return layout;
}

}  // namespace

std::vector<std::string> tables_of(const catalogue::Catalogue& catalogue) {
  std::vector<std::string> tables;
  const auto add = [&tables](const std::string& table) {
    if (std::find(tables.begin(), tables.end(), table) == tables.end()) tables.push_back(table);
  };
  add(catalogue.store.events.table);
  if (catalogue.store.tenants) add(catalogue.store.tenants->table);
  if (catalogue.store.snapshots) add(catalogue.store.snapshots->table);
  for (const catalogue::StoreScript& script : catalogue.tables) add(without_number(script.name));
  return tables;
}

bool table_exists(pg::Session& session, const std::string& table) {
  return session.run(catalogue::harness_sql("seed_table_exists"), {{session.identifier(table)}})
      .boolean(0, "found");
}

void drop_tables(pg::Session& session, const std::vector<std::string>& tables) {
  std::string list;
  for (const std::string& table : tables) {
    if (!table_exists(session, table)) continue;
    list += fmt::format("{}{}", list.empty() ? "" : ", ", session.identifier(table));
  }
  if (!list.empty()) session.run("DROP TABLE " + list);
}

void create_tables(pg::Session& session, const catalogue::Catalogue& catalogue) {
  for (const catalogue::StoreScript& script : catalogue.tables) {
    for (const std::string& statement : script.statements) {
      try {
        session.run(statement);
      } catch (const pg::StatementError& error) {
        if (error.sqlstate().empty()) throw;
        throw UsageError(fmt::format("{}: {}", script.file, error.what()));
      }
    }
  }
}

StoreLayout read_layout(pg::Session& session, const catalogue::Catalogue& catalogue) {
  const catalogue::StoreProfile& store = catalogue.store;
  const std::string file = fmt::format("{}/store.toml", store.name);
  StoreLayout layout{
      .events = layout_of(session, store.events, file), .tenants = {}, .snapshots = {}};
  if (store.tenants) layout.tenants = layout_of(session, *store.tenants, file);
  if (store.snapshots) layout.snapshots = layout_of(session, *store.snapshots, file);
  return layout;
}

}  // namespace eventstore::seed
