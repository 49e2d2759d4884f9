#include "generator/export_target.hpp"

#include <optional>

#include <fmt/format.h>

#include "core/dataset/manifest.hpp"
#include "core/tool/errors.hpp"
#include "generator/positions.hpp"
#include "generator/role_tables.hpp"

namespace eventstore::seed {

namespace {

/// Whatever was made since then is gone at the end.
class RolledBack {
 public:
  explicit RolledBack(pg::Session& session) : session_(session) {
    session_.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
  }
  ~RolledBack() {
    try {
      session_.run("ROLLBACK");
    } catch (const std::exception&) {
      // The connection is gone, and with it the transaction.
    }
  }
  RolledBack(const RolledBack&) = delete;
  RolledBack& operator=(const RolledBack&) = delete;

 private:
  pg::Session& session_;
};

/// Nothing of it stays, so any database of the local server will do.
pg::Database server_to_ask(const dataset::StoreOptions& where, const std::string& store) {
  const auto database = pg::find_database(where.database, pg::local_database_name(store));
  return database ? *database : pg::local_database("postgres");
}

/// The first of the store's tables that the database has, if any.
std::optional<std::string> table_that_is_there(pg::Session& session,
                                               const catalogue::StoreProfile& store) {
  for (const NamedRole& role : roles_of(store)) {
    if (full_name(session, session.identifier(role.table))) return role.table;
  }
  return {};
}

}  // namespace

ExportTarget describe_tables(const dataset::StoreOptions& where, const Plan& plan) {
  ExportTarget target{.catalogue = catalogue::load_catalogue(where.store)};
  const catalogue::StoreProfile& store = target.catalogue.store;
  const pg::Database database = server_to_ask(where, store.name);
  pg::Session session{database};
  target.description = pg::describe(database, session.server_version());
  target.schema = session.run(catalogue::harness_sql("export_schema")).text(0, "name");

  if (const auto table = table_that_is_there(session, store)) {
    const auto manifest = dataset::read_manifest(session);
    if (!manifest || manifest->store != store.name) {
      throw UsageError(fmt::format(
          "table {} of database {} was not made for the store {} by seed-events, so its "
          "columns may be others; use another --database, an empty one will do",
          *table, database.name, store.name));
    }
    target.made = {
        .tables = manifest->tables, .made = manifest->made, .objects = manifest->objects};
    target.layout = read_layout(session, target.catalogue);
    target.position_sequences = manifest->position_sequences.empty()
                                    ? sequences_of_positions(session, target.layout.events)
                                    : manifest->position_sequences;
    return target;
  }
  const RolledBack transaction{session};
  const Strangers strangers{session, {}};
  target.made = run_table_scripts(session, target.catalogue, strangers);
  require_fillable_roles(session, target.catalogue, strangers);
  target.layout = read_layout(session, target.catalogue);
  target.position_sequences = find_position_sequences(
      session, target.catalogue, target.layout.events, target.made, strangers, plan);
  return target;
}

}  // namespace eventstore::seed
