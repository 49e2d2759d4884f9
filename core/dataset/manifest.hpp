// The database remembers how it was filled: one row in eventstore_harness.manifest.
// seed-events writes it; every other tool reads it to know what is there and whom to ask for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/store_objects.hpp"
#include "core/pg/session.hpp"

namespace eventstore::dataset {

/// Where a tracking processor stands: it has seen everything up to and including this event.
struct Token {
  std::int64_t transaction_id = 0;
  std::int64_t position = 0;
  std::int64_t timestamp_us = 0;  ///< Of the event at this position; microseconds since 1970, UTC.
};

struct TokenSubjects {
  Token tail;    ///< Before the first event.
  Token middle;  ///< After half of the events.
  Token head;    ///< At the last event.
};

/// An aggregate that benchmarks ask for.
struct AggregateSubject {
  std::string id;  ///< UUID, 36 characters.
  std::string type;
  std::int64_t version = 0;  ///< Its number of events; sequence numbers run from 1 to this.
};

/// A tenant that cases call hot, middle or cold.
struct TenantSubject {
  std::int32_t key = 0;
  std::string id;
  std::int64_t events = 0;
  std::int64_t aggregates = 0;
  TokenSubjects tokens;
  std::map<std::int64_t, std::vector<AggregateSubject>> aggregates_by_version;
  std::vector<std::string> event_ids;  ///< Of some events, spread over the tenant's history.
};

struct TenantTotal {
  std::int32_t key = 0;
  std::string id;
  std::int64_t events = 0;
  std::int64_t aggregates = 0;
};

struct PayloadClassTotal {
  std::string name;  ///< small, medium, large.
  std::int64_t events = 0;
  std::int64_t bytes = 0;
};

/// An object that a script of the store made: what --replace may drop.
struct MadeObject {
  std::string kind;   ///< As pg_identify_object has it: "table", "type", "function", ...
  std::string name;   ///< Its identity there: "public.tenants", "public.f(text)", "t on public.x".
  std::string file;   ///< The script: "reference/tables/1_tenants.sql".
  std::string owner;  ///< The role; empty for kinds without an owner.
  std::int64_t oid = 0;  ///< 0 where it is not known: a script of --format made it.

  friend bool operator==(const MadeObject&, const MadeObject&) = default;
};

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MadeObject, kind, name, file, owner, oid)

/// What a script of the store said when it was run.
struct RanScript {
  std::string path;                     ///< Within the store: "indexes/x.sql".
  std::vector<std::string> statements;  ///< As catalogue::comparable_text has each.

  friend bool operator==(const RanScript&, const RanScript&) = default;
};

/// What the scripts of the store say, tables first.
[[nodiscard]] std::vector<RanScript> scripts_of(const catalogue::Catalogue& catalogue);

struct Manifest {
  static constexpr int current_format = 3;
  static constexpr int oldest_format = 2;  ///< Has none of the members that say so.

  int format = current_format;
  /// "loading" until everything is in place, then "complete"; "changed" while writes in place are
  /// not cleaned up.
  std::string state;
  std::string store;
  std::string tool_version;
  nlohmann::json options;           ///< What the rows depend on, by option name.
  std::vector<std::string> tables;  ///< Full names of all that seed-events made.
  std::vector<MadeObject> made;  ///< All that the scripts made, the latest last.  Since format 3.
  /// The same with definitions, to compare the database with.  Since format 3.
  std::vector<StoreObject> objects;
  /// Of the server that wrote the definitions, as 17; 0 where it was not written down.
  int server_major = 0;
  /// What those scripts said.  Since format 3; empty where it was not written down.
  std::vector<RanScript> scripts;
  /// Full names of the sequences that the store takes positions from.  Since format 3.
  std::vector<std::string> position_sequences;
  std::int64_t events = 0;
  std::int64_t aggregates = 0;
  std::int64_t snapshots = 0;
  std::int64_t payload_bytes = 0;
  std::int64_t metadata_bytes = 0;
  std::string fingerprint;  ///< 32 hex digits.
  std::vector<PayloadClassTotal> payload_classes;
  std::vector<TenantTotal> tenants;               ///< By number of events, the largest first.
  std::map<std::string, TenantSubject> subjects;  ///< "hot", "middle", "cold".
  TokenSubjects tokens;                           ///< Across tenants.
};

void to_json(nlohmann::json& json, const Manifest& manifest);
void from_json(const nlohmann::json& json, Manifest& manifest);

/// The manifest of the database; nothing when it has none.  Throws Failure when it is of a format
/// this version does not know.
[[nodiscard]] std::optional<Manifest> read_manifest(pg::Session& session);

/// Writes or replaces it, creating its schema and table when they are missing.
void write_manifest(pg::Session& session, const Manifest& manifest);

/// The manifest of a complete data set of `store`.  Throws UsageError naming the command to run:
/// no data, half-loaded data, or another store's data.  The command repeats `arguments`, which name
/// store and database as the user did: " --store ./mine".
[[nodiscard]] Manifest require_manifest(pg::Session& session, const std::string& store,
                                        const std::string& arguments);

}  // namespace eventstore::dataset
