// Runs the scripts in tables/ of a store, and knows afterwards what they made.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "core/tool/errors.hpp"
#include "generator/strangers.hpp"

namespace eventstore::seed {

/// What scripts made, as the manifest lists it.
struct MadeByScripts {
  std::vector<std::string> tables;  ///< Full names; without partitions.
  std::vector<dataset::MadeObject> made;
  std::vector<dataset::StoreObject> objects;
};

/// The server has no room left, or no memory, say (class 53 of SQLSTATEs).
class OutOfResources : public Failure {
 public:
  using Failure::Failure;
};
[[nodiscard]] bool lacks_resources(const std::string& sqlstate);

/// To be called in a transaction; afterwards the search path is as before.  Throws UsageError
/// naming the script that fails, or what was there before and was written to or altered;
/// OutOfResources when the disk is full, Failure when a right is missing.
[[nodiscard]] MadeByScripts run_table_scripts(pg::Session& session,
                                              const catalogue::Catalogue& catalogue,
                                              const Strangers& strangers);

/// The definitions, as they are now, of all that the scripts made: `made` those in tables/,
/// `by_indexes` those in indexes/.  What else belongs to a table of the store counts as made by a
/// script in indexes/: constraints, say, whose names the server finds.
[[nodiscard]] std::vector<dataset::StoreObject> defined_objects(
    pg::Session& session, const catalogue::Catalogue& catalogue, const MadeByScripts& made,
    const std::vector<dataset::MadeObject>& by_indexes);

/// Runs the statements of indexes/ on the empty tables and takes them back.  To be called in the
/// transaction that made the tables.  Throws as run_table_scripts; what may fail on empty tables
/// alone is said when the tables are full.
void try_index_scripts(pg::Session& session, const catalogue::Catalogue& catalogue,
                       const MadeByScripts& made, const Strangers& strangers);

}  // namespace eventstore::seed
