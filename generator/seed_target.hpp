// The database that is to be filled, made ready: nothing of a stranger's is ever filled or dropped.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/manifest.hpp"
#include "core/pg/data_lock.hpp"
#include "core/pg/database.hpp"
#include "core/pg/session.hpp"
#include "generator/journal.hpp"
#include "generator/options.hpp"
#include "generator/plan.hpp"
#include "generator/store_layout.hpp"
#include "generator/store_scripts.hpp"

namespace eventstore::seed {

struct SeedTarget {
  dataset::StoreOptions where;  ///< As the user said it, for commands in messages.
  catalogue::Catalogue catalogue;
  pg::Database database;    ///< Its connections belong to this run, as `session` does.
  std::string description;  ///< As pg::describe says it.
  pg::Session session;      ///< Keeps writers away, and with `lock` readers as well.
  std::unique_ptr<pg::WriterLock> lock;
};

/// Whether a database of the local server is made where there is none.
enum class Absent : std::uint8_t { make, refuse };

/// `use` says what is going to be done there: `reads` or `writes`.  Throws UsageError for a store
/// that is none and for a database that is refused (with the command to run), Failure that names
/// whoever is at work there and must not be disturbed.
[[nodiscard]] SeedTarget open_target(const dataset::StoreOptions& where, Absent absent,
                                     pg::DataUse::Kind use = pg::DataUse::Kind::writes);

/// The store's tables, ready to be filled.
struct PreparedTables {
  MadeByScripts made;  ///< By the scripts in tables/.
  StoreLayout layout;
  std::vector<std::string> position_sequences;  ///< Full names.
  Journal journal;                              ///< What is in them already.
};

/// What an earlier run made: what is dropped before the next one.
struct Replaceable {
  std::vector<dataset::MadeObject> objects;
  std::vector<std::string> tables;  ///< Those among them, by full names.
};

/// What a manifest of this store and shape says before the first row: in state "loading".
[[nodiscard]] dataset::Manifest new_manifest(const std::string& store, const Shape& shape);

/// The manifest of a complete data set of exactly this store, shape and version; nothing when the
/// database holds anything else.  Throws UsageError when events were appended to it since: whoever
/// compares results would compare those of other data.
[[nodiscard]] std::optional<dataset::Manifest> matching_data_set(SeedTarget& target,
                                                                 const Shape& shape);

/// The tables of a seed of exactly this store, shape and version that was stopped; nothing when
/// there is none.  Throws UsageError when a table of it is gone.
[[nodiscard]] std::optional<PreparedTables> unfinished_data_set(SeedTarget& target,
                                                                const Shape& shape);

/// Throws UsageError, before anything is written, when something that is not of `tables` (full
/// names) has the name that an index of the store is to get.
void refuse_taken_names(SeedTarget& target, const std::vector<std::string>& tables);

/// What an earlier run made and may be dropped now; nothing in a fresh database.  Throws UsageError
/// for data that may not be replaced, for tables of somebody else, also where these have the names
/// of ours, and for a database that is not in UTF-8.
[[nodiscard]] Replaceable replaceable_objects(SeedTarget& target, Existing existing);

/// Drops `replaceable`, creates the store's tables, empty, a manifest in state "loading" and an
/// empty journal, in one transaction: when it throws, the database is as it was.  A half-filled
/// data set is dropped for good beforehand, once all of this was done and taken back.  Throws
/// UsageError for a store whose tables cannot be made or filled, or whose scripts would fill or
/// alter what is somebody else's.
[[nodiscard]] PreparedTables prepare_tables(SeedTarget& target, const Plan& plan,
                                            const Replaceable& replaceable);

/// The manifest, in whatever state, with all that says what seed-events made in the database.
void add_made(dataset::Manifest& manifest, SeedTarget& target, const PreparedTables& tables);

/// Of `tables` (full names), those in none of the store's roles.
[[nodiscard]] std::vector<std::string> derived_tables(SeedTarget& target,
                                                      const std::vector<std::string>& tables);

}  // namespace eventstore::seed
