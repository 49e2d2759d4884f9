#include "generator/seed_target.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "core/tool/build_info.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "generator/rights.hpp"

namespace eventstore::seed {

namespace {

/// Rolls back unless it was told that all went well.
class Transaction {
 public:
  /// A snapshot for all of it: what somebody else creates meanwhile is not taken for ours.
  explicit Transaction(pg::Session& session) : session_(session) {
    session_.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
  }
  ~Transaction() {
    if (done_) return;
    try {
      session_.run("ROLLBACK");
    } catch (const std::exception&) {
      // The connection is gone, and with it the transaction.
    }
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit() {
    session_.run("COMMIT");
    done_ = true;
  }

 private:
  pg::Session& session_;
  bool done_ = false;
};

void refuse_existing(const dataset::Manifest& manifest, const pg::Database& database) {
  if (manifest.state != "complete") {
    throw UsageError(fmt::format(
        "database {} is only half filled, because seed-events was stopped there; fill it anew with "
        "--replace, or use another --database",
        database.name));
  }
  throw UsageError(fmt::format(
      "database {} already holds {} events of the store {}; drop them and fill it anew with "
      "--replace, or use another --database",
      database.name, grouped(manifest.events), manifest.store));
}

/// Names of people and places need Unicode.
void refuse_encoding(SeedTarget& target) {
  const std::string encoding =
      target.session.run("SHOW server_encoding").text(0, "server_encoding");
  if (encoding == "UTF8") return;
  throw UsageError(
      fmt::format("database {} has the encoding {}, which cannot hold every name; "
                  "create one with ENCODING 'UTF8' TEMPLATE template0",
                  target.database.name, encoding));
}

/// Only what an earlier run made is ever dropped.  Tables of the same names in schemas other than
/// `schema`, where ours go, are nobody's concern.
void refuse_strangers(SeedTarget& target, const std::string& schema,
                      const std::vector<std::string>& ours) {
  const catalogue::StoreProfile& store = target.catalogue.store;
  std::vector<std::string> wanted{store.events.table};
  if (store.tenants) wanted.push_back(store.tenants->table);
  if (store.snapshots) wanted.push_back(store.snapshots->table);
  for (const std::string& table : wanted) {
    const auto found = full_name(target.session, schema + "." + target.session.identifier(table));
    if (!found || std::find(ours.begin(), ours.end(), *found) != ours.end()) continue;
    throw UsageError(fmt::format(
        "table {} of database {} was not filled by seed-events, so it is not replaced; drop it "
        "yourself or use another --database",
        table, target.database.name));
  }
}

/// The server notices a moment later than we do that the seed-events before us has ended.
bool take_lock(pg::Session& session) {
  constexpr int attempts = 20;
  for (int attempt = 1;; ++attempt) {
    if (session.run(catalogue::harness_sql("seed_lock")).boolean(0, "locked")) return true;
    if (attempt == attempts) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
}

}  // namespace

SeedTarget open_target(const dataset::StoreOptions& where) {
  catalogue::Catalogue catalogue = catalogue::load_catalogue(where.store);
  pg::Database database =
      pg::resolve_database(where.database, pg::local_database_name(catalogue.store.name));
  pg::Session session{database};
  if (!take_lock(session)) {
    throw Failure(
        fmt::format("another seed-events is at work in database {}; wait for it, or use "
                    "another --database",
                    database.name));
  }
  std::string description = pg::describe(database, session.server_version());
  return {.catalogue = std::move(catalogue),
          .database = std::move(database),
          .description = std::move(description),
          .session = std::move(session)};
}

nlohmann::json shape_options(const Shape& shape) {
  return {{"events", shape.events}, {"tenants", shape.tenants}, {"seed", shape.seed}};
}

dataset::Manifest new_manifest(const std::string& store, const Shape& shape) {
  dataset::Manifest manifest;
  manifest.state = "loading";
  manifest.store = store;
  manifest.tool_version = build_info().version;
  manifest.options = shape_options(shape);
  return manifest;
}

std::optional<dataset::Manifest> matching_data_set(SeedTarget& target, const Shape& shape) {
  auto found = dataset::read_manifest(target.session);
  const dataset::Manifest wanted = new_manifest(target.catalogue.store.name, shape);
  const bool is_the_same =
      found && found->state == "complete" && found->store == wanted.store &&
      found->tool_version == wanted.tool_version && found->options == wanted.options &&
      full_name(target.session, target.session.identifier(target.catalogue.store.events.table));
  return is_the_same ? found : std::nullopt;
}

std::vector<std::string> replaceable_tables(SeedTarget& target, Existing existing) {
  refuse_encoding(target);
  const std::string schema = schema_for_tables(target.session);
  const auto manifest = dataset::read_manifest(target.session);
  if (manifest && existing != Existing::replace) refuse_existing(*manifest, target.database);
  const std::vector<std::string> ours = manifest ? manifest->tables : std::vector<std::string>{};
  refuse_strangers(target, schema, ours);
  return ours;
}

PreparedTables prepare_tables(SeedTarget& target, const Shape& shape,
                              const std::vector<std::string>& replaceable) {
  pg::Session& session = target.session;
  // Half a data set is worth nothing, and where a full disk stopped it, there is no room for the
  // next one before its space is given back, which COMMIT does.
  const auto earlier = dataset::read_manifest(session);
  if (earlier && earlier->state == "loading") drop_tables(session, replaceable);
  Transaction transaction{session};
  drop_tables(session, replaceable);
  PreparedTables prepared{.names = create_tables(session, target.catalogue),
                          .layout = read_layout(session, target.catalogue)};
  dataset::Manifest manifest = new_manifest(target.catalogue.store.name, shape);
  manifest.tables = prepared.names;
  dataset::write_manifest(session, manifest);
  transaction.commit();
  return prepared;
}

}  // namespace eventstore::seed
