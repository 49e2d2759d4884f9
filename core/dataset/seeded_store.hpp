// A store's catalogue together with a database that was seeded for it: what bench and plan-review
// start from.
#pragma once

#include <cstdint>
#include <string>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/folder_comparison.hpp"
#include "core/dataset/manifest.hpp"
#include "core/pg/database.hpp"

namespace eventstore::dataset {

/// What a tool that judges does about a database that is not what the store's folder makes.
enum class Differences : std::uint8_t {
  refuse,
  allow,   ///< --allow-differences
  ignore,  ///< Does not look, as it judges nothing.
};

/// Where a tool's work is; declared by every tool with the same names and words.
struct StoreOptions {
  std::string database;             ///< --database; empty: see pg::resolve_database.
  std::string store = "reference";  ///< --store: a built-in store's name or a directory.
  bool print_settings = false;      ///< --print-settings: say what the run makes, and end.
  Differences differences = Differences::refuse;
};

/// The options as the user wrote them, for commands in messages: " --store ./mine"; empty when both
/// are left out.  A connection string is repeated without its password.
[[nodiscard]] std::string arguments_of(const StoreOptions& options);

/// Where the data of a store are, for whoever only reads.  Throws UsageError with the command to
/// run when the local server, or its database, is not there: nothing is made.
[[nodiscard]] pg::Database existing_database(const StoreOptions& options, const std::string& store);

struct SeededStore {
  pg::Database database;
  std::string description;  ///< As pg::describe says it.
  catalogue::Catalogue catalogue;
  Manifest manifest;
  FolderComparison comparison;  ///< Of the folder with the database.
};

/// Throws UsageError where the database has a table of the store, but no manifest: it was restored
/// from elsewhere, or is in use.
void refuse_unknown_data(pg::Session& session, const catalogue::StoreProfile& store,
                         const StoreOptions& options);

/// Throws UsageError when the search path finds, for a table of the store, one that seed-events did
/// not fill: reading it would mean nothing, and writing to it would harm a stranger.
void require_own_tables(pg::Session& session, const catalogue::StoreProfile& store,
                        const Manifest& manifest);

/// Compares the folder with the database: one statement that reads what is there.
[[nodiscard]] FolderComparison compare_with_database(pg::Session& session,
                                                     const catalogue::Catalogue& catalogue,
                                                     const Manifest& manifest);

/// "database x is not what the store y makes (2 differences):" and them, a line each; empty where
/// there are none.
[[nodiscard]] std::string differences_text(const FolderComparison& comparison,
                                           const std::string& database,
                                           const StoreOptions& options);

/// Loads the catalogue, finds the database, reads its manifest, compares the folder with the
/// database.  Throws as those do, and UsageError that names the differences and the command that
/// applies the folder.  Where differences are allowed, and where less could be compared, a note on
/// stderr says so.
[[nodiscard]] SeededStore open_seeded_store(const StoreOptions& options);

}  // namespace eventstore::dataset
