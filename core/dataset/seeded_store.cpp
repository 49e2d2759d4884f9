#include "core/dataset/seeded_store.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/dataset/apply_advice.hpp"
#include "core/dataset/seed_command.hpp"
#include "core/dataset/server_major.hpp"
#include "core/pg/data_lock.hpp"
#include "core/pg/session.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/passwords.hpp"
#include "core/tool/shell_word.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::dataset {

std::string arguments_of(const StoreOptions& options) {
  std::string arguments;
  if (options.store != StoreOptions{}.store) {
    arguments += " --store " + brief_shell_word(options.store);
  }
  if (!options.database.empty()) {
    arguments += " --database " + shell_word(without_passwords(options.database));
  }
  return arguments;
}

void refuse_unknown_data(pg::Session& session, const catalogue::StoreProfile& store,
                         const StoreOptions& options) {
  if (read_manifest(session)) return;
  std::vector<std::string> tables{store.events.table};
  if (store.tenants) tables.push_back(store.tenants->table);
  if (store.snapshots) tables.push_back(store.snapshots->table);
  for (const std::string& table : tables) {
    const pg::Rows rows =
        session.run(catalogue::harness_sql("seed_table_name"), {{session.identifier(table)}});
    if (rows.empty()) continue;
    throw UsageError(fmt::format(
        "table {} of database {} was not filled by seed-events, so nothing is known of its data; "
        "use another --database, and fill that with: {}",
        rows.text(0, "name"), session.database_name(),
        first_seed_command(arguments_of({.database = {}, .store = options.store}))));
  }
}

pg::Database existing_database(const StoreOptions& options, const std::string& store) {
  const std::string name = pg::local_database_name(store);
  if (auto database = pg::find_database(options.database, name)) return *database;
  throw UsageError(fmt::format("there is no database {} on the local server yet; fill it with: {}",
                               name, first_seed_command(arguments_of(options))));
}

void require_own_tables(pg::Session& session, const catalogue::StoreProfile& store,
                        const Manifest& manifest) {
  std::vector<std::string> wanted{store.events.table};
  if (store.tenants) wanted.push_back(store.tenants->table);
  if (store.snapshots) wanted.push_back(store.snapshots->table);
  for (const std::string& table : wanted) {
    const pg::Rows rows =
        session.run(catalogue::harness_sql("seed_table_name"), {{session.identifier(table)}});
    if (rows.empty()) continue;  // Whoever reads it names it.
    const std::string& found = rows.text(0, "name");
    const auto& ours = manifest.tables;
    if (std::find(ours.begin(), ours.end(), found) != ours.end()) continue;
    throw UsageError(fmt::format(
        "the search path finds {}, which seed-events did not fill in database {}: it filled {}; "
        "put that schema first, as with options=-csearch_path=... in --database",
        found, session.database_name(), fmt::join(ours, ", ")));
  }
}

FolderComparison compare_with_database(pg::Session& session, const catalogue::Catalogue& catalogue,
                                       const Manifest& manifest) {
  return compare_folder(catalogue, manifest, read_store_objects(session), server_major(session));
}

std::string differences_text(const FolderComparison& comparison, const std::string& database,
                             const StoreOptions& options) {
  if (comparison.differences.empty()) return "";
  return fmt::format("database {} is not what the store {} makes ({}):\n{}", database,
                     options.store, counted(std::ssize(comparison.differences), "difference"),
                     lines_of(comparison.differences));
}

namespace {

/// Before anything is judged.
void look_at_differences(const SeededStore& opened, const StoreOptions& options) {
  const FolderComparison& comparison = opened.comparison;
  const std::string& database = opened.database.name;
  if (!comparison.no_check.empty()) {
    fmt::print(stderr, "note: no check of database {}: {}\n", visible_line(database),
               visible_line(comparison.no_check));
  }
  const std::string text = differences_text(comparison, database, options);
  if (text.empty()) return;
  if (options.differences == Differences::allow) {
    fmt::print(stderr, "note: {}\n", printable_lines(text));
    return;
  }
  const std::string advice = apply_advice(comparison, options);
  throw UsageError(fmt::format("{}{}{}judge the database as it is with --allow-differences", text,
                               advice, advice.empty() ? "" : "or "));
}

}  // namespace

SeededStore open_seeded_store(const StoreOptions& options) {
  SeededStore opened;
  opened.catalogue = catalogue::load_catalogue(options.store);
  const std::string& store = opened.catalogue.store.name;
  opened.database = existing_database(options, store);
  pg::set_data_use(opened.database, {.kind = pg::DataUse::Kind::reads});
  pg::Session session{opened.database};
  pg::refuse_writer(session, opened.database.name);
  opened.description = pg::describe(opened.database, session.server_version());
  refuse_unknown_data(session, opened.catalogue.store, options);
  opened.manifest = require_manifest(session, store, arguments_of(options));
  require_own_tables(session, opened.catalogue.store, opened.manifest);
  if (options.differences == Differences::ignore) return opened;
  opened.comparison = compare_with_database(session, opened.catalogue, opened.manifest);
  look_at_differences(opened, options);
  return opened;
}

}  // namespace eventstore::dataset
