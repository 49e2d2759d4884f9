// Databases of others: what was there before is neither filled nor altered by seed-events.
#include <string>
#include <tuple>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/store_copy.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

ProgramResult seed(const ScratchDatabase& database, const std::string& store,
                   const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"--events", "2000",       "--tenants",
                                     "5",        "--quiet",    "--store",
                                     store,      "--database", database.connection_string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_program("seed-events", arguments);
}

/// All that is in the database, to be compared.
std::string contents(pg::Session& session) {
  return session
      .run(
          "SELECT format('%s, %s', (SELECT string_agg(nspname, ', ' ORDER BY oid) FROM "
          "pg_namespace WHERE nspname !~ '^pg_'), string_agg(format('%s %s %s %s %s', relkind, "
          "oid::regclass, relhastriggers, relnatts, pg_relation_filenode(oid)), ', ' ORDER BY "
          "oid)) AS contents FROM pg_class WHERE oid >= 16384 AND relkind NOT IN ('t', 'i') AND "
          "relnamespace::regnamespace::text !~ '^pg_'")
      .text(0, "contents");
}

/// Exit 2 in one sentence that names `named`, advises nothing to drop, and leaves nothing behind.
void check_refused(const ProgramResult& result, const std::string& named) {
  CAPTURE(result.out, result.err);
  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err, ContainsSubstring(named));
  CHECK_THAT(result.err, ContainsSubstring("use another --database"));
  CHECK_THAT(result.err, !ContainsSubstring("drop ") && !ContainsSubstring("DROP"));
  CHECK(result.err.find('\n') == result.err.size() - 1);
}

}  // namespace

TEST_CASE("a table of others that the search path finds is not filled", "[pg][seed][others]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  session.run("CREATE SCHEMA sales");
  session.run(fmt::format("ALTER DATABASE {} SET search_path = public, sales",
                          session.identifier(database.database().name)));
  const std::string columns =
      "position bigserial, seq bigint, at timestamptz, tenant text, event_id uuid, aggregate_id "
      "uuid, aggregate_type text, event_type text, metadata jsonb, payload jsonb";
  const auto [kind, statement] = GENERATE_COPY(table<std::string, std::string>(
      {{"table", "CREATE TABLE sales.log (" + columns + ")"},
       {"table", "CREATE TABLE sales.log (" + columns + ") PARTITION BY HASH (seq)"},
       {"view", "CREATE VIEW sales.log AS SELECT 1 AS position"},
       {"materialized view", "CREATE MATERIALIZED VIEW sales.log AS SELECT 1 AS position"},
       {"foreign table",
        "DROP FOREIGN DATA WRAPPER IF EXISTS nothing CASCADE; CREATE FOREIGN DATA WRAPPER nothing; "
        "CREATE SERVER elsewhere FOREIGN DATA WRAPPER "
        "nothing; CREATE FOREIGN TABLE sales.log (position bigint) SERVER elsewhere"}}));
  CAPTURE(statement);
  session.run(statement);
  if (statement.find("PARTITION") != std::string::npos) {
    session.run(
        "CREATE TABLE sales.log_0 PARTITION OF sales.log FOR VALUES WITH (MODULUS 1, "
        "REMAINDER 0)");
  }
  if (kind == "table") {
    session.run("INSERT INTO sales.log (seq) SELECT generate_series(1, 10)");
  }
  const StoreCopy store{"tests/stores/foreign-table"};
  const std::string before = contents(session);
  const std::vector<std::string> existing =
      GENERATE(std::vector<std::string>{}, std::vector<std::string>{"--replace"});
  check_refused(seed(database, store.path(), existing), kind + " sales.log of database");
  CHECK(contents(session) == before);
  if (kind == "table") {
    CHECK(session.run("SELECT count(*) AS n FROM sales.log").integer(0, "n") == 10);
  }
  session.run("DROP FOREIGN DATA WRAPPER IF EXISTS nothing CASCADE");
}

TEST_CASE("scripts that write to what is of others, or alter it, are refused",
          "[pg][seed][others]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  session.run("CREATE TABLE theirs (a int PRIMARY KEY)");
  session.run("INSERT INTO theirs VALUES (1)");
  session.run("CREATE SEQUENCE their_numbers");
  session.run("CREATE FUNCTION theirs() RETURNS int LANGUAGE sql AS 'SELECT 1'");
  session.run("CREATE VIEW their_view AS SELECT 1 AS a");
  const auto [file, named, script] = GENERATE(table<std::string, std::string, std::string>(
      {{"tables/9.sql", "table public.theirs", "INSERT INTO theirs VALUES (2)"},
       {"tables/9.sql", "table public.theirs", "TRUNCATE theirs"},
       {"tables/9.sql", "table public.theirs", "ALTER TABLE theirs ADD COLUMN b int"},
       {"tables/9.sql", "table public.theirs", "DROP TABLE theirs"},
       {"tables/9.sql", "table public.theirs",
        "ALTER TABLE domain_events ADD FOREIGN KEY (tenant_key) REFERENCES theirs"},
       {"tables/9.sql", "table public.theirs", "CREATE TABLE child () INHERITS (theirs)"},
       {"tables/9.sql", "sequence public.their_numbers", "SELECT nextval('their_numbers')"},
       {"tables/9.sql", "function public.theirs()",
        "CREATE OR REPLACE FUNCTION theirs() RETURNS int LANGUAGE sql AS 'SELECT 2'"},
       {"tables/9.sql", "view public.their_view",
        "CREATE OR REPLACE VIEW their_view AS SELECT 2 AS a"},
       {"tables/9.sql", "table public.theirs",
        "CREATE FUNCTION copy_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO theirs "
        "VALUES (7); RETURN NULL; END'; CREATE TRIGGER copy_it AFTER INSERT ON domain_events FOR "
        "EACH ROW EXECUTE FUNCTION copy_it()"},
       {"indexes/z.sql", "table public.theirs",
        "-- read by: nothing in the catalogue\nCREATE INDEX ON theirs (a)"},
       {"indexes/z.sql", "table public.theirs",
        "-- read by: nothing in the catalogue\nUPDATE theirs SET a = 3"}}));
  CAPTURE(script);
  const StoreCopy store{"reference"};
  store.write(file, script);
  const std::string before = contents(session);
  check_refused(seed(database, store.path()), named);
  CHECK(contents(session) == before);
  CHECK(session.run("SELECT a FROM theirs").integer(0, "a") == 1);
  CHECK(session.run("SELECT theirs() AS a").integer(0, "a") == 1);
  CHECK_FALSE(dataset::read_manifest(session));
}

TEST_CASE("what the scripts read of others, and what has the same definition, stays as it is",
          "[pg][seed][others]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  session.run("CREATE TABLE theirs (a int)");
  session.run("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'");
  const StoreCopy store{"reference"};
  store.write("tables/9.sql",
              "CREATE VIEW of_theirs AS TABLE theirs;\n"
              "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'");
  const ProgramResult seeded = seed(database, store.path());
  CAPTURE(seeded.err);
  REQUIRE(seeded.exit_code == 0);
  CHECK(seed(database, "reference", {"--replace"}).exit_code == 0);
  CHECK(session.run("SELECT to_regclass('of_theirs') IS NULL AS gone").boolean(0, "gone"));
  CHECK(session.run("SELECT one() AS a").integer(0, "a") == 1);
}

TEST_CASE("a script that sets the search path does not decide which tables are filled",
          "[pg][seed][others]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  const StoreCopy store{"reference"};
  store.write("tables/0.sql", "CREATE SCHEMA hidden; SET search_path = hidden");
  const ProgramResult refused = seed(database, store.path());
  CAPTURE(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err,
             ContainsSubstring("[events] is table \"domain_events\", which the scripts in tables/ "
                               "do not make where the search path finds it"));
  CHECK(session.run("SELECT to_regnamespace('hidden') IS NULL AS gone").boolean(0, "gone"));
}

TEST_CASE("what cannot be filled is refused before anything is committed", "[pg][seed][others]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  const auto [named, script] = GENERATE(table<std::string, std::string>(
      {{"[events] is view public.domain_events; seed-events fills tables only",
        "ALTER TABLE domain_events RENAME TO events_; CREATE VIEW domain_events AS TABLE events_"},
       {"is a generated column",
        "ALTER TABLE domain_events DROP COLUMN payload_revision; ALTER TABLE domain_events ADD "
        "COLUMN payload_revision text GENERATED ALWAYS AS ('1') STORED"},
       {"violates check constraint", "ALTER TABLE domain_events ADD CHECK (metadata::text = '{}')"},
       {"violates foreign key constraint",
        "ALTER TABLE domain_events ADD FOREIGN KEY (tenant_key) REFERENCES tenants"},
       {"stores none of the rows",
        "CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
        "CREATE TRIGGER drop_it BEFORE INSERT ON domain_events FOR EACH ROW EXECUTE FUNCTION "
        "drop_it()"},
       {"in column event_type where seed-events writes",
        "CREATE FUNCTION change_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.event_type := "
        "''Other''; RETURN NEW; END'; CREATE TRIGGER change_it "
        "BEFORE INSERT ON domain_events FOR EACH ROW EXECUTE FUNCTION change_it()"}}));
  CAPTURE(script);
  const StoreCopy store{"reference"};
  store.write("tables/9.sql", script);
  const ProgramResult refused = seed(database, store.path());
  CAPTURE(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring(named));
  CHECK(session.run("SELECT count(*) AS n FROM pg_class WHERE oid >= 16384 AND relkind = 'r'")
            .integer(0, "n") == 0);
}
