#include "generator/store_layout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

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

namespace {

constexpr std::string_view dependent_objects_still_exist = "2BP01";

}  // namespace

std::optional<std::string> full_name(pg::Session& session, const std::string& name) {
  const pg::Rows rows = session.run(catalogue::harness_sql("seed_table_name"), {{name}});
  return rows.empty() ? std::nullopt : std::optional{rows.text(0, "name")};
}

void drop_tables(pg::Session& session, const std::vector<std::string>& tables) {
  std::string list;
  for (const std::string& table : tables) {
    if (full_name(session, table)) list += (list.empty() ? "" : ", ") + table;
  }
  if (list.empty()) return;
  try {
    session.run_in_detail("DROP TABLE " + list);
  } catch (const pg::StatementError& error) {
    if (error.sqlstate() != dependent_objects_still_exist) throw;
    const std::string message = error.what();
    throw UsageError(fmt::format(
        "{}; seed-events drops nothing but the tables that it made: drop or change what depends on "
        "them yourself, or use another --database",
        message.substr(0, message.find("; HINT:"))));
  }
}

namespace {

std::vector<std::string> tables_in(pg::Session& session) {
  const pg::Rows rows = session.run(catalogue::harness_sql("seed_tables"));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rows.size(); ++i) names.push_back(rows.text(i, "name"));
  return names;
}

}  // namespace

std::vector<std::string> create_tables(pg::Session& session,
                                       const catalogue::Catalogue& catalogue) {
  const std::vector<std::string> before = tables_in(session);
  for (const catalogue::StoreScript& script : catalogue.tables) {
    for (const std::string& statement : script.statements) {
      try {
        session.run(statement);
      } catch (const pg::StatementError& error) {
        if (error.sqlstate().empty()) throw;
        const std::string complaint = fmt::format("{}: {}", script.file, error.what());
        const bool is_the_servers = error.sqlstate().starts_with("53");  // A full disk, say.
        if (is_the_servers || error.lacks_privilege()) throw Failure(complaint);
        throw UsageError(complaint);
      }
    }
  }
  std::vector<std::string> created = tables_in(session);
  std::erase_if(created, [&before](const std::string& table) {
    return std::find(before.begin(), before.end(), table) != before.end();
  });
  return created;
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
