// A store's catalogue together with a database that was seeded for it: what bench and plan-review
// start from.
#pragma once

#include <string>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/manifest.hpp"
#include "core/pg/database.hpp"

namespace eventstore::dataset {

/// Where a tool's work is; declared by every tool with the same names and words.
struct StoreOptions {
  std::string database;             ///< --database; empty: see pg::resolve_database.
  std::string store = "reference";  ///< --store: a built-in store's name or a directory.
  bool print_settings = false;      ///< --print-settings: say what the run makes, and end.
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
};

/// Throws UsageError when the search path finds, for a table of the store, one that seed-events did
/// not fill: reading it would mean nothing, and writing to it would harm a stranger.
void require_own_tables(pg::Session& session, const catalogue::StoreProfile& store,
                        const Manifest& manifest);

/// Loads the catalogue, finds the database, reads its manifest.  Throws as those do.
[[nodiscard]] SeededStore open_seeded_store(const StoreOptions& options);

}  // namespace eventstore::dataset
