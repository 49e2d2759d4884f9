#include "generator/role_tables.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/pg/quoted_name.hpp"
#include "core/tool/errors.hpp"
#include "generator/store_layout.hpp"

namespace eventstore::seed {

namespace {

void require_no_row_security(const pg::Rows& found) {
  if (!found.boolean(0, "has_row_security")) return;
  const std::string& table = found.text(0, "name");
  const std::string role = pg::quoted_name(found.text(0, "role"));
  if (found.boolean(0, "forces_row_security")) {
    throw UsageError(fmt::format(
        "table {} of the store forces row level security on its owner {} as well, and COPY cannot "
        "fill it: seed with a role that may pass by (ALTER ROLE {} BYPASSRLS, by a superuser), or "
        "without FORCE ROW LEVEL SECURITY in the store's scripts",
        table, role, role));
  }
  throw UsageError(fmt::format(
      "table {} of the store has row level security, and belongs to another role than {}: COPY "
      "cannot fill it; seed as its owner, or with a role that may pass by (ALTER ROLE {} "
      "BYPASSRLS, by a superuser)",
      table, role, role));
}

void require_right(const pg::Rows& found, const std::string& right, const std::string& column) {
  if (found.boolean(0, column)) return;
  const std::string role = pg::quoted_name(found.text(0, "role"));
  throw Failure(fmt::format(
      "role {} lacks the right to {} on table {}, which the store's scripts made; let them: GRANT "
      "{} ON {} TO {}",
      role, right, found.text(0, "name"), right, found.text(0, "name"), role));
}

std::string place_of(const NamedRole& role, const std::string& file) {
  return role.role->at.empty() ? file : role.role->at;
}

/// `es.events` is one name here, and no table of the schema es.
std::string remedy_for_dot(const NamedRole& role) {
  const std::size_t dot = role.table.find('.');
  if (dot == std::string::npos) return {};
  const std::string schema = role.table.substr(0, dot);
  return fmt::format(
      "; 'table' takes a name without a schema: write table = \"{}\", create the schema, and "
      "begin the search path with it (options=-csearch_path={} in --database)",
      role.table.substr(dot + 1), schema);
}

std::string missing_text(const std::string& file, const NamedRole& role) {
  return fmt::format(
      "{}: [{}] is table \"{}\", which the scripts in tables/ do not make where the search path "
      "finds it{}",
      place_of(role, file), role.name, role.table, remedy_for_dot(role));
}

/// A table of this server that the scripts made.
void require_own_table(const pg::Session& session, const std::string& file, const NamedRole& role,
                       const pg::Rows& found, const Strangers& strangers) {
  const std::string& name = found.text(0, "name");
  const std::string& kind = found.text(0, "kind");
  if (strangers.has(found.integer(0, "oid"))) {
    throw UsageError(fmt::format(
        "{} {} of database {} was there before and was not made by seed-events, so it is not "
        "filled; use another --database",
        kind, name, session.database_name()));
  }
  if (kind != "table") {
    throw UsageError(fmt::format("{}: [{}] is {} {}; seed-events fills tables only",
                                 place_of(role, file), role.name, kind, name));
  }
  if (!found.is_null(0, "foreign_partition")) {
    throw UsageError(fmt::format(
        "{}: [{}] is table {}, whose partition {} keeps its rows on another server; seed-events "
        "fills tables of this one only",
        place_of(role, file), role.name, name, found.text(0, "foreign_partition")));
  }
}

}  // namespace

std::vector<NamedRole> roles_of(const catalogue::StoreProfile& store) {
  std::vector<NamedRole> roles{
      {.name = "events", .table = store.events.table, .role = &store.events}};
  const auto add = [&roles](const char* name, const std::optional<catalogue::TableRole>& role) {
    if (role) roles.push_back({.name = name, .table = role->table, .role = &*role});
  };
  add("tenants", store.tenants);
  add("snapshots", store.snapshots);
  return roles;
}

void require_fillable_roles(pg::Session& session, const catalogue::Catalogue& catalogue,
                            const Strangers& strangers) {
  const std::string file = fmt::format("{}/store.toml", catalogue.store.name);
  std::vector<std::string> complaints;
  std::vector<pg::Rows> tables;
  for (const NamedRole& role : roles_of(catalogue.store)) {
    pg::Rows found =
        session.run(catalogue::harness_sql("seed_role_table"), {{session.identifier(role.table)}});
    if (found.empty()) {
      complaints.push_back(missing_text(file, role));
      continue;
    }
    require_own_table(session, file, role, found, strangers);
    for (std::string& each : column_complaints(session, *role.role, file)) {
      complaints.push_back(std::move(each));
    }
    tables.push_back(std::move(found));
  }
  if (!complaints.empty()) throw UsageError(fmt::format("{}", fmt::join(complaints, "; ")));
  for (const pg::Rows& table : tables) {
    require_no_row_security(table);
    require_right(table, "insert", "may_insert");
    require_right(table, "select", "may_select");
  }
}

}  // namespace eventstore::seed
