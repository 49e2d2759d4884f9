#include "generator/store_layout.hpp"

#include <fmt/format.h>

namespace eventstore::seed {

namespace {

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

std::optional<std::string> full_name(pg::Session& session, const std::string& name) {
  const pg::Rows rows = session.run(catalogue::harness_sql("seed_table_name"), {{name}});
  return rows.empty() ? std::nullopt : std::optional{rows.text(0, "name")};
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
