#include "generator/role_tables.hpp"

#include <fmt/format.h>

#include "core/pg/quoted_name.hpp"
#include "core/tool/errors.hpp"

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

void require_fillable(pg::Session& session, const std::string& file, const NamedRole& role,
                      const Strangers& strangers) {
  const pg::Rows found =
      session.run(catalogue::harness_sql("seed_role_table"), {{session.identifier(role.table)}});
  if (found.empty()) {
    throw UsageError(fmt::format(
        "{}: [{}] is table \"{}\", which the scripts in tables/ do not make where the search path "
        "finds it",
        file, role.name, role.table));
  }
  const std::string& name = found.text(0, "name");
  const std::string& kind = found.text(0, "kind");
  if (strangers.has(found.integer(0, "oid"))) {
    throw UsageError(fmt::format(
        "{} {} of database {} was there before and was not made by seed-events, so it is not "
        "filled; use another --database",
        kind, name, session.database_name()));
  }
  if (kind != "table") {
    throw UsageError(fmt::format("{}: [{}] is {} {}; seed-events fills tables only", file,
                                 role.name, kind, name));
  }
  if (!found.is_null(0, "foreign_partition")) {
    throw UsageError(fmt::format(
        "{}: [{}] is table {}, whose partition {} keeps its rows on another server; seed-events "
        "fills tables of this one only",
        file, role.name, name, found.text(0, "foreign_partition")));
  }
  require_no_row_security(found);
  require_right(found, "insert", "may_insert");
  require_right(found, "select", "may_select");
}

}  // namespace

std::vector<NamedRole> roles_of(const catalogue::StoreProfile& store) {
  std::vector<NamedRole> roles{{.name = "events", .table = store.events.table}};
  if (store.tenants) roles.push_back({.name = "tenants", .table = store.tenants->table});
  if (store.snapshots) roles.push_back({.name = "snapshots", .table = store.snapshots->table});
  return roles;
}

void require_fillable_roles(pg::Session& session, const catalogue::Catalogue& catalogue,
                            const Strangers& strangers) {
  const std::string file = fmt::format("{}/store.toml", catalogue.store.name);
  for (const NamedRole& role : roles_of(catalogue.store)) {
    require_fillable(session, file, role, strangers);
  }
}

}  // namespace eventstore::seed
