#include "generator/seed_target.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/catalogue/index_statements.hpp"
#include "core/dataset/made_objects.hpp"
#include "core/dataset/seed_command.hpp"
#include "core/dataset/server_major.hpp"
#include "core/pg/kept_alive.hpp"
#include "core/tool/build_info.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "generator/journal.hpp"
#include "generator/positions.hpp"
#include "generator/removal.hpp"
#include "generator/rights.hpp"
#include "generator/role_tables.hpp"
#include "generator/shape_options.hpp"
#include "generator/strangers.hpp"
#include "generator/transaction.hpp"
#include "generator/trial.hpp"

namespace eventstore::seed {

namespace {

/// What goes on with a data set that is only half there, and what starts it over.
std::string ways_on(SeedTarget& target, const dataset::Manifest& manifest) {
  const std::string over = dataset::ways_to_start_over(target.session, manifest);
  if (!has_journal(target.session)) {
    return "the files of --format were being loaded there; " + over;
  }
  if (manifest.tool_version != build_info().version ||
      manifest.format != dataset::Manifest::current_format) {
    return fmt::format(
        "seed-events {} was stopped there, and this is {}, whose rows may be others; {}",
        manifest.tool_version, build_info().version, over);
  }
  dataset::StoreOptions where = target.where;
  if (manifest.store != target.catalogue.store.name) where.store = manifest.store;
  return fmt::format(
      "seed-events was stopped there, and its options were others; go on with: {}, or {}",
      dataset::seed_command(manifest.options, dataset::arguments_of(where)), over);
}

void refuse_existing(SeedTarget& target, const dataset::Manifest& manifest) {
  if (manifest.state == "changed") {
    throw UsageError(
        fmt::format("a run with --in-place was stopped in database {} before it had cleaned up; {}",
                    target.database.name, dataset::ways_to_start_over(target.session, manifest)));
  }
  if (manifest.state != "complete") {
    throw UsageError(fmt::format("database {} is only half filled: {}", target.database.name,
                                 ways_on(target, manifest)));
  }
  throw UsageError(fmt::format("database {} already holds {} of the store {}; {}",
                               target.database.name, counted(manifest.events, "event"),
                               manifest.store,
                               dataset::ways_to_start_over(target.session, manifest)));
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
  for (const NamedRole& role : roles_of(target.catalogue.store)) {
    const auto found =
        full_name(target.session, schema + "." + target.session.identifier(role.table));
    if (!found || std::find(ours.begin(), ours.end(), *found) != ours.end()) continue;
    throw UsageError(fmt::format(
        "table {} of database {} was not filled by seed-events, so it is neither filled nor "
        "replaced; use another --database, or one whose search path begins with another schema "
        "(options=-csearch_path=... in --database)",
        *found, target.database.name));
  }
}

bool is_same_data_set(const dataset::Manifest& found, const dataset::Manifest& wanted) {
  return found.store == wanted.store && found.tool_version == wanted.tool_version &&
         found.options == wanted.options;
}

/// Whether it would be the wanted one, had nothing been appended to it.
bool is_appended_data_set(const dataset::Manifest& found, const dataset::Manifest& wanted) {
  dataset::Manifest first = found;
  first.options["appended"] = wanted.options.at("appended");
  return is_same_data_set(first, wanted) && !is_same_data_set(found, wanted);
}

[[noreturn]] void refuse_appended(SeedTarget& target, const dataset::Manifest& found,
                                  std::int64_t events) {
  throw UsageError(fmt::format(
      "database {} holds these {} and {} more that --append added since, and --reuse takes exactly "
      "the data set that the options make: to work on all {} go on without seeding, for the first "
      "{} alone {}",
      target.database.name, counted(events, "event"), grouped(found.events - events),
      grouped(found.events), grouped(events), dataset::ways_to_start_over(target.session, found)));
}

/// Drops `replaceable` and makes the store's tables, empty, in the transaction that is open.
PreparedTables make_tables(SeedTarget& target, const Plan& plan, const Replaceable& replaceable) {
  pg::Session& session = target.session;
  drop_made(session, replaceable.objects);
  const Strangers strangers{session, {}};
  PreparedTables prepared;
  prepared.made = run_table_scripts(session, target.catalogue, strangers);
  require_fillable_roles(session, target.catalogue, strangers);
  prepared.layout = read_layout(session, target.catalogue);
  try_rows(session, prepared.layout, plan, strangers);
  prepared.position_sequences = find_position_sequences(
      session, target.catalogue, prepared.layout.events, prepared.made, strangers, plan);
  try_index_scripts(session, target.catalogue, prepared.made, strangers);
  forget_trials(session, prepared.layout);
  dataset::Manifest manifest = new_manifest(target.catalogue.store.name, plan.shape);
  drop_journal(session);
  add_made(manifest, target, prepared);
  dataset::write_manifest(session, manifest);
  create_journal(session);
  return prepared;
}

/// Makes the tables and takes them back, so that what is refused is refused before anything is
/// dropped for good.  A server without room for it is given the room first.
void require_makeable(SeedTarget& target, const Plan& plan, const Replaceable& replaceable) {
  try {
    const Transaction taken_back{target.session};
    static_cast<void>(make_tables(target, plan, replaceable));
  } catch (const OutOfResources&) {
    return;
  } catch (const pg::StatementError& error) {
    if (!lacks_resources(error.sqlstate())) throw;
  }
}

}  // namespace

SeedTarget open_target(const dataset::StoreOptions& where, Absent absent, pg::DataUse::Kind use) {
  catalogue::Catalogue catalogue = catalogue::load_catalogue(where.store);
  pg::Database database =
      absent == Absent::refuse
          ? dataset::existing_database(where, catalogue.store.name)
          : pg::resolve_database(where.database, pg::local_database_name(catalogue.store.name));
  std::unique_ptr<pg::WriterLock> lock;
  if (use == pg::DataUse::Kind::writes) lock = std::make_unique<pg::WriterLock>(database);
  pg::Session session{pg::kept_alive(database)};
  if (lock) {
    lock->join(session);
  } else {
    pg::join_readers(session);
    pg::set_data_use(database, {.kind = use});
  }
  std::string description = pg::describe(database, session.server_version());
  return {.where = where,
          .catalogue = std::move(catalogue),
          .database = std::move(database),
          .description = std::move(description),
          .session = std::move(session),
          .lock = std::move(lock)};
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
  if (!found || found->state != "complete") return {};
  const dataset::Manifest wanted = new_manifest(target.catalogue.store.name, shape);
  if (is_appended_data_set(*found, wanted)) refuse_appended(target, *found, shape.events);
  return is_same_data_set(*found, wanted) ? found : std::nullopt;
}

std::optional<PreparedTables> unfinished_data_set(SeedTarget& target, const Shape& shape) {
  pg::Session& session = target.session;
  static_cast<void>(schema_for_tables(session));  // Says which right is missing.
  const auto manifest = dataset::read_manifest(session);
  const bool is_the_same =
      manifest && manifest->state == "loading" &&
      manifest->format == dataset::Manifest::current_format &&
      is_same_data_set(*manifest, new_manifest(target.catalogue.store.name, shape));
  if (!is_the_same || !has_journal(session)) return {};
  if (manifest->scripts != dataset::scripts_of(target.catalogue)) {
    throw UsageError(fmt::format(
        "database {} is only half filled, and the scripts of the store {} were changed since; {}",
        target.database.name, target.where.store, dataset::ways_to_start_over(session, *manifest)));
  }
  dataset::require_same_objects(session, *manifest);
  for (const std::string& table : manifest->tables) {
    if (full_name(session, table)) continue;
    throw UsageError(fmt::format("database {} is only half filled, and table {} of it is gone; {}",
                                 target.database.name, table,
                                 dataset::ways_to_start_over(session, *manifest)));
  }
  return PreparedTables{
      .made = {.tables = manifest->tables, .made = manifest->made, .objects = manifest->objects},
      .layout = read_layout(session, target.catalogue),
      .position_sequences = manifest->position_sequences,
      .journal = read_journal(session, manifest->tables)};
}

void refuse_taken_names(SeedTarget& target, const std::vector<std::string>& tables) {
  const nlohmann::json names = catalogue::index_names(target.catalogue);
  const pg::Rows taken = target.session.run(
      catalogue::harness_sql("seed_taken_names"),
      {schema_for_tables(target.session), names.dump(), nlohmann::json(tables).dump()});
  if (taken.empty()) return;
  throw UsageError(fmt::format(
      "index {} cannot be made in database {}: {}, which seed-events did not make; use another "
      "--database, or one whose search path begins with another schema "
      "(options=-csearch_path=... in --database)",
      taken.text(0, "name"), target.database.name,
      taken.is_null(0, "table")
          ? std::string{"the name is taken by another table or view"}
          : fmt::format("the name is taken by an index of table {}", taken.text(0, "table"))));
}

Replaceable replaceable_objects(SeedTarget& target, Existing existing) {
  refuse_encoding(target);
  pg::Session& session = target.session;
  const std::string schema = schema_for_tables(session);
  const auto manifest = dataset::read_manifest(session);
  if (manifest && existing != Existing::replace) refuse_existing(target, *manifest);
  Replaceable ours;
  if (manifest) {
    dataset::require_same_objects(session, *manifest);
    ours = {.objects = made_objects_of(*manifest), .tables = manifest->tables};
    for (dataset::MadeObject& object : read_made(session)) {
      ours.objects.push_back(std::move(object));
    }
  }
  if (!manifest && has_journal(session)) {
    throw UsageError(fmt::format(
        "database {} has a table eventstore_harness.seed_journal, and no manifest says that "
        "seed-events made it; use another --database",
        target.database.name));
  }
  refuse_strangers(target, schema, ours.tables);
  return ours;
}

PreparedTables prepare_tables(SeedTarget& target, const Plan& plan,
                              const Replaceable& replaceable) {
  pg::Session& session = target.session;
  // Half a data set is worth nothing, and where a full disk stopped it, there is no room for the
  // next one before its space is given back, which COMMIT does.
  const auto earlier = dataset::read_manifest(session);
  if (earlier && earlier->state == "loading") {
    require_makeable(target, plan, replaceable);
    Transaction transaction{session};
    drop_made(session, replaceable.objects);
    transaction.commit();
  }
  Transaction transaction{session};
  PreparedTables prepared = make_tables(target, plan, replaceable);
  transaction.commit();
  return prepared;
}

void add_made(dataset::Manifest& manifest, SeedTarget& target, const PreparedTables& tables) {
  manifest.tables = tables.made.tables;
  manifest.made = tables.made.made;
  manifest.objects = tables.made.objects;
  manifest.position_sequences = tables.position_sequences;
  manifest.scripts = dataset::scripts_of(target.catalogue);
  manifest.server_major = dataset::server_major(target.session);
  const std::vector<dataset::MadeObject> by_indexes = read_made(target.session);
  for (const dataset::MadeObject& object : by_indexes) {
    if (object.kind == "table") manifest.tables.push_back(object.name);
    manifest.made.push_back(object);
  }
  manifest.objects = defined_objects(target.session, target.catalogue, tables.made, by_indexes);
}

std::vector<std::string> derived_tables(SeedTarget& target,
                                        const std::vector<std::string>& tables) {
  const catalogue::StoreProfile& store = target.catalogue.store;
  std::vector<std::string> derived = tables;
  const auto leave_out = [&](const catalogue::TableRole& role) {
    const auto name = full_name(target.session, target.session.identifier(role.table));
    std::erase_if(derived, [&](const std::string& table) { return table == name; });
  };
  leave_out(store.events);
  if (store.tenants) leave_out(*store.tenants);
  if (store.snapshots) leave_out(*store.snapshots);
  return derived;
}

}  // namespace eventstore::seed
