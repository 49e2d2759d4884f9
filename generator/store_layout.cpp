#include "generator/store_layout.hpp"

#include <fmt/format.h>

namespace eventstore::seed {

namespace {

std::vector<ServerColumn> columns_of(pg::Session& session, const std::string& identifier) {
  const pg::Rows rows = session.run(catalogue::harness_sql("seed_columns"), {{identifier}});
  std::vector<ServerColumn> columns;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    columns.push_back({.name = rows.text(i, "name"),
                       .type_oid = static_cast<unsigned>(rows.integer(i, "type_oid")),
                       .type_name = rows.text(i, "type_name"),
                       .needs_value = rows.boolean(i, "needs_value"),
                       .is_generated = rows.boolean(i, "is_generated")});
  }
  return columns;
}

TableLayout layout_of(pg::Session& session, const catalogue::TableRole& role,
                      const std::string& file) {
  TableLayout layout{.name = role.table,
                     .identifier = session.identifier(role.table),
                     .columns = {},
                     .column_list = {},
                     .at = role.at.empty() ? file : role.at};
  layout.columns = copy_columns(role, columns_of(session, layout.identifier), file);
  for (const CopyColumn& column : layout.columns) {
    if (!layout.column_list.empty()) layout.column_list += ", ";
    layout.column_list += session.identifier(column.name);
  }
  return layout;
}

}  // namespace

std::vector<std::string> column_complaints(pg::Session& session, const catalogue::TableRole& role,
                                           const std::string& file) {
  return column_complaints(role, columns_of(session, session.identifier(role.table)), file);
}

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
