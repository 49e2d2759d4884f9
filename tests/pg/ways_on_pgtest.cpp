// What seed-events says where it cannot go on: in one sentence, with what to run instead.
#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "generator/journal.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::vector<std::string> shape{"--events", "3000", "--tenants", "5", "--seed", "7"};

ProgramResult run(const ScratchDatabase& database, std::vector<std::string> arguments,
                  const std::string& program = "seed-events") {
  arguments.insert(arguments.end(), {"--database", database.connection_string()});
  return run_program(program, arguments);
}

ProgramResult seed_into(const ScratchDatabase& database,
                        const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = shape;
  arguments.push_back("--quiet");
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run(database, arguments);
}

void check_one_sentence(const ProgramResult& result) {
  CAPTURE(result.err);
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  CHECK_THAT(result.err, !ContainsSubstring("json"));
}

/// As if seed-events had been killed just before the end.
void make_half_filled(pg::Session& session) {
  auto manifest = *dataset::read_manifest(session);
  manifest.state = "loading";
  dataset::write_manifest(session, manifest);
  seed::create_journal(session);
}

/// As before the first row was written.
void remove_rows_and_indexes(pg::Session& session) {
  session.run("TRUNCATE domain_events, aggregate_snapshots, tenants");
  session.run(
      "DROP INDEX domain_events_time_idx, domain_events_stream_idx; ALTER TABLE domain_events DROP "
      "CONSTRAINT domain_events_pkey, DROP CONSTRAINT domain_events_event_id_key, DROP CONSTRAINT "
      "domain_events_version_key; ALTER TABLE aggregate_snapshots DROP CONSTRAINT "
      "aggregate_snapshots_pkey");
}

}  // namespace

TEST_CASE("a seed that was stopped is gone on with by the command that is printed",
          "[pg][seed][resume]") {
  const EmptiedDatabase database;
  REQUIRE(seed_into(database).exit_code == 0);
  pg::Session session{database.database()};
  make_half_filled(session);
  const std::string command = "go on with: seed-events --events 3000 --tenants 5 --seed 7";
  const std::vector<std::vector<std::string>> others{
      {"--verify"}, {"--append", "5"}, {"--events", "4000"}, {"--events", "4000", "--reuse"}};
  for (const std::vector<std::string>& other : others) {
    CAPTURE(other);
    const ProgramResult refused = run(database, other);
    CHECK(refused.exit_code == 2);
    check_one_sentence(refused);
    CHECK_THAT(refused.err, ContainsSubstring(command) && ContainsSubstring("--replace"));
  }
  remove_rows_and_indexes(session);
  const ProgramResult gone_on = seed_into(database);
  CAPTURE(gone_on.err);
  CHECK(gone_on.exit_code == 0);
  CHECK(run(database, {"--verify"}).exit_code == 0);
}

TEST_CASE("what another version began is not gone on with", "[pg][seed][resume]") {
  const EmptiedDatabase database;
  REQUIRE(seed_into(database).exit_code == 0);
  pg::Session session{database.database()};
  make_half_filled(session);
  auto manifest = *dataset::read_manifest(session);
  manifest.tool_version = "0.0.1";
  dataset::write_manifest(session, manifest);
  const ProgramResult refused = seed_into(database);
  CHECK(refused.exit_code == 2);
  check_one_sentence(refused);
  CHECK_THAT(refused.err, ContainsSubstring("seed-events 0.0.1 was stopped there") &&
                              !ContainsSubstring("go on with"));
  const ProgramResult verified = run(database, {"--verify"});
  CHECK_THAT(verified.err, ContainsSubstring("start over with: seed-events --events 3000") &&
                               !ContainsSubstring("go on with"));
}

TEST_CASE("what other scripts began is not gone on with", "[pg][seed][resume]") {
  const EmptiedDatabase database;
  const StoreCopy store{"reference"};
  REQUIRE(seed_into(database, {"--store", store.path()}).exit_code == 0);
  {
    pg::Session session{database.database()};
    make_half_filled(session);
    remove_rows_and_indexes(session);
  }
  CHECK(seed_into(database, {"--store", store.path()}).exit_code == 0);
  pg::Session session{database.database()};
  make_half_filled(session);
  store.write("tables/9_late.sql", "CREATE TABLE late (n integer);\n");
  const ProgramResult refused = seed_into(database, {"--store", store.path()});
  CHECK(refused.exit_code == 2);
  check_one_sentence(refused);
  CHECK_THAT(refused.err, ContainsSubstring("the scripts of the store " + store.path() +
                                            " were changed since") &&
                              ContainsSubstring("--replace"));
}

TEST_CASE("nobody is told to fill a database with tables that were restored from elsewhere",
          "[pg][seed][of_others]") {
  const EmptiedDatabase database;
  REQUIRE(seed_into(database).exit_code == 0);
  pg::Session{database.database()}.run("DROP SCHEMA eventstore_harness CASCADE");
  for (const std::vector<std::string>& job :
       {std::vector<std::string>{"--verify"}, {"--append", "5"}, {"--apply"}, {"--replace"}}) {
    CAPTURE(job);
    const ProgramResult refused = run(database, job);
    CHECK(refused.exit_code == 2);
    check_one_sentence(refused);
    CHECK_THAT(refused.err, ContainsSubstring("was not filled by seed-events") &&
                                ContainsSubstring("use another --database") &&
                                !ContainsSubstring(database.database().name + "'"));
  }
}

TEST_CASE("an index's name that is taken is found before anything is written", "[pg][seed]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  session.run("CREATE TABLE theirs (a int)");
  const auto [sql, named] = GENERATE(table<std::string, std::string>(
      {{"CREATE INDEX domain_events_time_idx ON theirs (a)", "an index of table public.theirs"},
       {"CREATE VIEW domain_events_time_idx AS TABLE theirs", "another table or view"}}));
  session.run(sql);
  const std::vector<std::string> existing =
      GENERATE(std::vector<std::string>{}, std::vector<std::string>{"--replace"},
               std::vector<std::string>{"--reuse"});
  const ProgramResult refused = seed_into(database, existing);
  CHECK(refused.exit_code == 2);
  check_one_sentence(refused);
  CHECK_THAT(refused.err, ContainsSubstring("index domain_events_time_idx cannot be made") &&
                              ContainsSubstring(named));
  CHECK_FALSE(dataset::read_manifest(session));
  CHECK(session.run("SELECT to_regclass('domain_events_time_idx') AS theirs").text(0, "theirs") ==
        "domain_events_time_idx");
}

TEST_CASE("seeding with --replace names what depends on a table that it may not drop",
          "[pg][seed]") {
  const EmptiedDatabase database;
  REQUIRE(seed_into(database).exit_code == 0);
  pg::Session session{database.database()};
  session.run("CREATE VIEW recent_orders AS SELECT * FROM domain_events");
  const ProgramResult refused = seed_into(database, {"--replace"});
  CHECK(refused.exit_code == 2);
  check_one_sentence(refused);
  CHECK_THAT(refused.err, ContainsSubstring("view recent_orders depends on table domain_events") &&
                              !ContainsSubstring("CASCADE"));
  CHECK(run(database, {"--verify", "--quiet"}).exit_code == 0);
}

TEST_CASE("a manifest that cannot be read leads to another database, and nothing to drop",
          "[pg][seed]") {
  const EmptiedDatabase database;
  REQUIRE(seed_into(database).exit_code == 0);
  pg::Session session{database.database()};
  const std::string broken = GENERATE(
      "UPDATE eventstore_harness.manifest SET document = '{}'",
      "UPDATE eventstore_harness.manifest SET document = '[1]'",
      "UPDATE eventstore_harness.manifest SET document = (document::jsonb - 'tables')::json",
      "DROP TABLE eventstore_harness.manifest; CREATE TABLE eventstore_harness.manifest AS SELECT "
      "1 AS theirs");
  session.run(broken);
  const std::vector<std::vector<std::string>> jobs{
      {"--verify"}, {"--append", "5"}, {"--replace"}, {"--reuse"}, {}};
  for (const std::vector<std::string>& job : jobs) {
    CAPTURE(broken, job);
    const ProgramResult refused = run(database, job);
    CHECK(refused.exit_code == 1);
    check_one_sentence(refused);
    CHECK_THAT(refused.err, ContainsSubstring("eventstore_harness.manifest") &&
                                ContainsSubstring("use another --database") &&
                                !ContainsSubstring("DROP"));
  }
}

namespace {

/// Whatever server a test started in its state directory is gone with it.
struct Destroyer {
  const RunOptions& options;
  ~Destroyer() {
    static_cast<void>(run_program("eventstore-server", {"destroy", "--yes"}, options));
  }
};

}  // namespace

TEST_CASE("who only reads makes neither a server nor a database", "[pg][server]") {
  skip_without_server();
  const TemporaryDirectory directory;
  const RunOptions fresh{.environment = {{"EVENTSTORE_STATE", directory / "state"}}};
  const Destroyer destroyer{fresh};
  const auto status = [&] { return run_program("eventstore-server", {"status"}, fresh).exit_code; };
  const std::vector<std::pair<std::string, std::vector<std::string>>> readers{
      {"seed-events", {"--verify"}},
      {"seed-events", {"--append", "5"}},
      {"eventstore_bench", {}},
      {"plan-review", {}}};
  for (const auto& [program, arguments] : readers) {
    CAPTURE(program, arguments);
    const ProgramResult refused = run_program(program, arguments, fresh);
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, ContainsSubstring("seed-events --events 1000000 --tenants 12"));
    CHECK(status() == 1);
  }

  // With a server, the same, and --format leaves it as it was.
  REQUIRE(run_program("eventstore-server", {"start"}, fresh).exit_code == 0);
  const std::string files = directory / "events.csv";
  const ProgramResult written = run_program(
      "seed-events", {"--events", "20", "--tenants", "2", "--format", "csv", "--output", files},
      fresh);
  CAPTURE(written.err);
  CHECK(written.exit_code == 0);
  for (const auto& [program, arguments] : readers) {
    CHECK(run_program(program, arguments, fresh).exit_code == 2);
  }
  const ProgramResult url = run_program("eventstore-server", {"url", "postgres"}, fresh);
  {
    pg::Session session{pg::resolve_database(url.out.substr(0, url.out.find('\n')), "")};
    CHECK(session.run("SELECT count(*) AS n FROM pg_database WHERE datname LIKE 'eventstore%'")
              .integer(0, "n") == 0);
    CHECK(session.run("SELECT count(*) AS n FROM pg_class WHERE relname = 'domain_events'")
              .integer(0, "n") == 0);
  }
}

TEST_CASE("a --replace that is refused leaves what a stopped seed has made", "[pg][seed][resume]") {
  const EmptiedDatabase database;
  const StoreCopy store{"reference"};
  REQUIRE(seed_into(database, {"--store", store.path()}).exit_code == 0);
  pg::Session session{database.database()};
  make_half_filled(session);
  SECTION("by a script in tables/ that fails") {
    store.write("tables/9_late.sql", "CREATE TABLE late (n no_such_type);\n");
  }
  SECTION("by a script in indexes/ that fails on empty tables as well") {
    store.write("indexes/late.sql",
                "-- read by: nothing but this test\n"
                "CREATE INDEX late ON domain_events (no_such_column);\n");
  }
  SECTION("by an index that no transaction can build") {
    store.write("indexes/late.sql",
                "-- read by: nothing but this test\n"
                "CREATE INDEX CONCURRENTLY late ON domain_events (event_type);\n");
  }
  SECTION("by a trigger that stores other rows") {
    store.write("tables/9_late.sql",
                "CREATE FUNCTION none() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RETURN NULL; END $$;\n"
                "CREATE TRIGGER none BEFORE INSERT ON domain_events FOR EACH ROW EXECUTE FUNCTION "
                "none();\n");
  }
  SECTION("by a table that does not get a role of the store") {
    store.replace("tables/2_domain_events.sql", "event_id          uuid        NOT NULL,",
                  "event_id          uuid        NOT NULL, more integer NOT NULL,");
  }
  const ProgramResult refused = seed_into(database, {"--store", store.path(), "--replace"});
  CAPTURE(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, !ContainsSubstring("half filled"));
  CHECK(session.run("SELECT count(*) AS n FROM domain_events").integer(0, "n") == 3000);
}
