// seed-events against a server: what it writes and what it refuses.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

ProgramResult seed(const ScratchDatabase& database, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--database", database.connection_string()});
  return run_program("seed-events", arguments);
}

/// 20,000 events of 5 tenants: enough for every kind of row, and for three connections.
std::vector<std::string> small_set(std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"--events", "20000", "--tenants", "5", "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::int64_t count_of(pg::Session& session, const std::string& table) {
  return session.run("SELECT count(*) AS n FROM " + table).integer(0, "n");
}

}  // namespace

TEST_CASE("both stores are seeded, verify, and hold the same events", "[pg][seed]") {
  const EmptiedDatabase reference;
  const EmptiedDatabase eaf;
  const auto first = seed(reference, small_set({"--connections", "1"}));
  REQUIRE(first.exit_code == 0);
  const auto second = seed(eaf, small_set({"--connections", "3", "--store", "eaf-v1"}));
  REQUIRE(second.exit_code == 0);

  pg::Session session{reference.database()};
  pg::Session eaf_session{eaf.database()};
  const auto manifest = dataset::read_manifest(session);
  const auto eaf_manifest = dataset::read_manifest(eaf_session);
  REQUIRE(manifest);
  REQUIRE(eaf_manifest);
  CHECK(manifest->state == "complete");
  CHECK(manifest->fingerprint == eaf_manifest->fingerprint);
  CHECK(manifest->events == 20'000);
  CHECK(count_of(session, "domain_events") == 20'000);
  CHECK(count_of(session, "aggregate_snapshots") == manifest->snapshots);
  CHECK(count_of(eaf_session, "aggregate_snapshots") == manifest->snapshots);
  CHECK(count_of(session, "tenants") == 5);

  const auto verified = seed(reference, {"--verify"});
  CHECK(verified.exit_code == 0);
  CHECK_THAT(verified.out, ContainsSubstring("ok   fingerprint " + manifest->fingerprint));
  CHECK(seed(eaf, {"--verify", "--store", "eaf-v1", "--connections", "3"}).exit_code == 0);
}

TEST_CASE("JSON is written as jsonb prints it", "[pg][seed]") {
  const auto database = SeededDatabase::create_or_skip();
  pg::Session session{database.database()};
  CHECK(session
            .run("SELECT count(*) AS n FROM domain_events WHERE payload::text <> "
                 "payload::jsonb::text OR metadata::text <> metadata::jsonb::text")
            .integer(0, "n") == 0);
  CHECK(session
            .run("SELECT count(*) AS n FROM aggregate_snapshots WHERE payload::text <> "
                 "payload::jsonb::text")
            .integer(0, "n") == 0);
}

TEST_CASE("payloads are compressed as the store's own appends would be", "[pg][seed]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  const std::string method =
      session.run("SELECT current_setting('default_toast_compression') AS method")
          .text(0, "method");
  REQUIRE(seed(database, small_set({"--store", "eaf-v1"})).exit_code == 0);

  const auto found = session.run(
      "SELECT DISTINCT pg_column_compression(payload) AS method FROM domain_events WHERE "
      "pg_column_compression(payload) IS NOT NULL");
  REQUIRE(found.size() == 1);
  CHECK(found.text(0, "method") == method);
}

TEST_CASE("the manifest's landmarks are found in the tables", "[pg][seed]") {
  const auto database = SeededDatabase::create_or_skip();
  pg::Session session{database.database()};
  const auto manifest = dataset::read_manifest(session);
  REQUIRE(manifest);
  for (const auto& [name, subject] : manifest->subjects) {
    CAPTURE(name);
    const std::string key = std::to_string(subject.key);
    const auto row = session.run(
        "SELECT count(*) AS events, max(global_position) AS head, count(*) FILTER (WHERE "
        "global_position <= $2::bigint) AS seen FROM domain_events WHERE tenant_key = $1::integer",
        {{key}, {std::to_string(subject.tokens.middle.position)}});
    CHECK(row.integer(0, "events") == subject.events);
    CHECK(row.integer(0, "head") == subject.tokens.head.position);
    CHECK(row.integer(0, "seen") == subject.events / 2);
    REQUIRE_FALSE(subject.aggregates_by_version.empty());
    for (const auto& [version, aggregates] : subject.aggregates_by_version) {
      const auto last = session.run(
          "SELECT max(sequence_number) AS version, min(aggregate_type) AS type FROM domain_events "
          "WHERE tenant_key = $1::integer AND aggregate_id = $2::uuid",
          {{key}, {aggregates.front().id}});
      CHECK(last.integer(0, "version") == version);
      CHECK(last.text(0, "type") == aggregates.front().type);
    }
    CHECK(session
              .run("SELECT count(*) AS n FROM domain_events WHERE event_id = $1::uuid",
                   {{subject.event_ids.front()}})
              .integer(0, "n") == 1);
  }
}

TEST_CASE("a position drawn after seeding is past the data, and every index is there",
          "[pg][seed]") {
  const std::string store = GENERATE("reference", "eaf-v1");
  const auto database = SeededDatabase::create_or_skip(store);
  pg::Session session{database.database()};
  const std::string column = store == "reference" ? "global_position" : "global_sequence_id";
  CHECK(session
            .run("SELECT nextval(pg_get_serial_sequence('domain_events', $1::text)) AS next",
                 {{column}})
            .integer(0, "next") == 20'001);
  const std::int64_t indexes =
      session.run("SELECT count(*) AS n FROM pg_indexes WHERE tablename = 'domain_events'")
          .integer(0, "n");
  CHECK(indexes == (store == "reference" ? 5 : 7));
}

TEST_CASE("a second seed is refused with both ways out, and --replace is one of them",
          "[pg][seed]") {
  const EmptiedDatabase database;
  REQUIRE(seed(database, small_set()).exit_code == 0);
  const auto refused = seed(database, small_set());
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("already holds 20,000 events") &&
                              ContainsSubstring("--replace") && ContainsSubstring("--database"));

  CHECK(seed(database, small_set({"--seed", "7", "--reuse"})).exit_code == 2);
  CHECK(seed(database, small_set({"--reuse"})).exit_code == 0);
  CHECK(seed(database, small_set({"--seed", "7", "--replace"})).exit_code == 0);
  CHECK(seed(database, {"--verify"}).exit_code == 0);
  CHECK(seed(database, small_set({"--store", "eaf-v1", "--replace"})).exit_code == 0);
  CHECK(seed(database, {"--verify", "--store", "eaf-v1"}).exit_code == 0);
}

TEST_CASE("a stranger's table is never touched", "[pg][seed]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  session.run("CREATE TABLE domain_events (mine text)");
  session.run("INSERT INTO domain_events VALUES ('precious')");
  for (const auto& options : {small_set(), small_set({"--replace"}), small_set({"--reuse"})}) {
    const auto refused = seed(database, options);
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, ContainsSubstring("was not filled by seed-events"));
  }
  CHECK(session.run("SELECT mine FROM domain_events").text(0, "mine") == "precious");
  CHECK_FALSE(dataset::read_manifest(session));
}

TEST_CASE("a connection that is cut leaves a half-filled database that says so", "[pg][seed]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  std::atomic<bool> ended{false};
  ProgramResult result;
  std::thread seeding{[&] {
    result = seed(database, {"--events", "400000"});
    ended = true;
  }};
  while (!ended) {
    session.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_progress_copy WHERE tuples_processed > 1000 "
        "AND datname = current_database()");
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  seeding.join();
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.err, ContainsSubstring("half filled") && ContainsSubstring("--replace"));

  const auto refused = seed(database, small_set());
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("half filled") && ContainsSubstring("--replace"));
  CHECK(seed(database, {"--verify"}).exit_code == 2);
  CHECK(seed(database, small_set({"--reuse"})).exit_code == 2);
  CHECK(seed(database, small_set({"--replace"})).exit_code == 0);
  CHECK(seed(database, {"--verify"}).exit_code == 0);
}

TEST_CASE("two seeders of one database do not fight", "[pg][seed]") {
  const EmptiedDatabase database;
  pg::Session other{database.database()};
  other.run("SELECT pg_advisory_lock(hashtext('eventstore_harness'), hashtext('seed-events'))");
  const auto refused = seed(database, small_set());
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, ContainsSubstring("another seed-events is at work"));
}

TEST_CASE("a store that cannot be filled is refused, and what was there stays", "[pg][seed]") {
  const EmptiedDatabase database;
  REQUIRE(seed(database, small_set()).exit_code == 0);
  const TemporaryDirectory directory;
  const std::string store = directory / "broken";
  std::filesystem::copy(source_directory() + "/sql/reference", store,
                        std::filesystem::copy_options::recursive);
  std::ofstream{store + "/tables/2_domain_events.sql"}
      << "CREATE TABLE domain_events (global_position bigint, transaction_id xid8, sequence_number "
         "bigint, timestamp_utc timestamptz, tenant_key integer, event_id uuid, aggregate_id uuid, "
         "aggregate_type text, event_type text, payload_revision text, metadata json, payload "
         "numeric)";
  const auto refused = seed(database, small_set({"--replace", "--store", store}));
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("payload is of type numeric"));

  std::ofstream{store + "/tables/2_domain_events.sql"} << "CREATE TABLE domain_events (a itneger)";
  const auto mistyped = seed(database, small_set({"--replace", "--store", store}));
  CHECK(mistyped.exit_code == 2);
  CHECK_THAT(mistyped.err,
             ContainsSubstring("2_domain_events.sql") && ContainsSubstring("itneger"));
  CHECK(seed(database, {"--verify"}).exit_code == 0);
}

TEST_CASE("a store of other names, types and helper tables is seeded, verified and replaced",
          "[pg][seed]") {
  const StoreCopy store{"reference"};
  for (const char* part : {"tables", "indexes"}) store.remove(part);
  store.write("store.toml", R"(name = "other"
description = "quoted names, text and bytea"
[events]
table = "Event Log"
[events.columns]
position = "pos"
tenant_id = "Tenant"
aggregate_id = "agg"
sequence_number = "seq"
timestamp = "at"
event_id = "id"
aggregate_type = "atype"
event_type = "etype"
metadata = "meta"
payload = "body"
)");
  store.write("tables/everything.sql", R"(CREATE TABLE "Event Log" (
  pos bigserial PRIMARY KEY, "Tenant" text NOT NULL, agg varchar(64) NOT NULL, seq int NOT NULL,
  at timestamptz NOT NULL, id text NOT NULL, atype text NOT NULL, etype text NOT NULL,
  meta jsonb NOT NULL, body bytea NOT NULL);
CREATE TABLE "side table" (x int);)");
  for (const auto& file : std::filesystem::directory_iterator{store.path() + "/operations"}) {
    store.remove("operations/" + file.path().filename().string());
  }
  store.write("operations/count_all.sql",
              "-- @name count_all\n-- @question How many?\n-- @case all\n"
              "SELECT count(*) FROM \"Event Log\"");

  const EmptiedDatabase database;
  const std::vector<std::string> arguments{"--store", store.path(), "--events", "2000", "--quiet"};
  const auto seeded = seed(database, arguments);
  INFO(seeded.err);
  REQUIRE(seeded.exit_code == 0);
  CHECK(seed(database, {"--verify", "--store", store.path()}).exit_code == 0);
  const auto other_store = seed(database, {"--events", "2000", "--quiet", "--replace"});
  INFO(other_store.err);
  CHECK(other_store.exit_code == 0);
  pg::Session session{database.database()};
  CHECK(session.run("SELECT to_regclass('\"Event Log\"') AS t").is_null(0, "t"));
  CHECK(session.run("SELECT to_regclass('\"side table\"') AS t").is_null(0, "t"));
}

TEST_CASE("whoever names a shape to --verify learns whether it is that data set", "[pg][seed]") {
  const EmptiedDatabase database;
  REQUIRE(seed(database, {"--events", "300", "--tenants", "12", "--quiet"}).exit_code == 0);
  CHECK(seed(database, {"--verify", "--events", "300", "--tenants", "12"}).exit_code == 0);
  const auto other = seed(database, {"--verify", "--events", "301"});
  CHECK(other.exit_code == 2);
  CHECK_THAT(other.err, ContainsSubstring("--events 300, not 301"));
}

TEST_CASE("a result document with phases, environment and data set is written with --out",
          "[pg][seed]") {
  const EmptiedDatabase database;
  const TemporaryDirectory directory;
  const std::string file = directory / "seed.json";
  REQUIRE(seed(database, small_set({"--out", file})).exit_code == 0);
  const auto document = nlohmann::json::parse(std::ifstream{file});
  CHECK(document.at("tool") == "seed-events");
  CHECK(document.at("dataset").at("events") == 20'000);
  CHECK_FALSE(document.at("dataset").contains("subjects"));
  CHECK(document.at("seed").at("phases").size() >= 4);
  CHECK(document.at("environment").contains("postgresql"));
}

TEST_CASE("bad command lines are refused before anything is done", "[pg][seed]") {
  const auto [arguments, named] = GENERATE(table<std::vector<std::string>, std::string>({
      {{"--events", "0"}, "--events"},
      {{"--events", "2000000001"}, "--events"},
      {{"--events", "many"}, "--events"},
      {{"--tenants", "10001"}, "--tenants"},
      {{"--events", "5", "--tenants", "6"}, "fewer than --tenants 6"},
      {{"--connections", "0"}, "--connections"},
      {{"--replace", "--reuse"}, "--reuse"},
      {{"--store", "nonsense"}, "there is no store 'nonsense'"},
      {{"--evnets", "5"}, "--evnets"},
  }));
  const EmptiedDatabase database;
  const auto refused = seed(database, arguments);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring(named));
  pg::Session session{database.database()};
  CHECK_FALSE(dataset::read_manifest(session));
}
