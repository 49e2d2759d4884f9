// What --replace removes: all that the store's scripts made, and nothing of others.
#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "core/dataset/made_objects.hpp"
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

void require_seeded(const ProgramResult& result) {
  CAPTURE(result.out, result.err);
  REQUIRE(result.exit_code == 0);
}

/// Kinds and names of all objects.
std::vector<std::string> names_in(pg::Session& session) {
  std::vector<std::string> names;
  for (const dataset::FoundObject& object : dataset::list_objects(session)) {
    names.push_back(object.kind + " " + object.name);
  }
  std::sort(names.begin(), names.end());  // Indexes are built side by side.
  return names;
}

constexpr const char* all_kinds = R"(
CREATE SCHEMA extra;
CREATE TYPE kind AS ENUM ('a');
CREATE TYPE pair AS (a int, b int);
CREATE TYPE span AS RANGE (subtype = int4);
CREATE DOMAIN positive AS int CHECK (value > 0);
CREATE COLLATION plain (locale = 'C');
CREATE TABLE extra.kinds (kind kind, pair pair, span span, positive positive);
CREATE FUNCTION latest() RETURNS int LANGUAGE sql AS 'SELECT max(tenant_key) FROM domain_events';
CREATE FUNCTION of_table(event domain_events) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE nothing(a int) LANGUAGE sql AS '';
CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int);
CREATE OPERATOR @#@ (leftarg = int, rightarg = int, function = int4pl);
CREATE CAST (text AS kind) WITH INOUT;
CREATE VIEW recent AS SELECT * FROM domain_events;
CREATE VIEW more_recent AS SELECT * FROM recent;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM recent;
CREATE SEQUENCE extra.numbers;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER note AFTER INSERT ON tenants FOR EACH STATEMENT EXECUTE FUNCTION note();
CREATE POLICY all_of_them ON tenants USING (true);
CREATE RULE no_update AS ON UPDATE TO tenants DO ALSO NOTHING;
CREATE STATISTICS of_both ON tenant_key, tenant_id FROM tenants;
CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);
CREATE FUNCTION short(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT left($1, 8)';
-- The function's body depends on the table, and the table's default on the function.
CREATE TABLE cycle (a bigint);
CREATE FUNCTION next_of_cycle() RETURNS bigint LANGUAGE sql RETURN (SELECT max(a) + 1 FROM cycle);
ALTER TABLE cycle ALTER COLUMN a SET DEFAULT next_of_cycle();
)";

}  // namespace

TEST_CASE("what a store's scripts made is removed by --replace, whatever it is",
          "[pg][seed][others]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  session.run("CREATE TABLE theirs (a int)");
  session.run("CREATE TYPE their_type AS ENUM ('b')");
  require_seeded(seed(database, "reference"));
  const std::vector<std::string> plain = names_in(session);

  const StoreCopy store{"reference"};
  store.write("tables/9.sql", all_kinds);
  store.write("indexes/z.sql",
              "-- read by: nothing in the catalogue\n"
              "CREATE INDEX ON domain_events (short(event_type));\n"
              "CREATE TABLE heads AS SELECT aggregate_id, max(sequence_number) AS version FROM "
              "domain_events GROUP BY 1;\n"
              "CREATE VIEW of_heads AS TABLE heads;\n");
  require_seeded(seed(database, store.path(), {"--replace"}));
  const auto manifest = dataset::read_manifest(session);
  CHECK(manifest->format == 3);
  for (const std::string name :
       {"public.kind", "public.short(pg_catalog.text)", "extra", "public.heads"}) {
    const bool is_listed =
        std::any_of(manifest->made.begin(), manifest->made.end(),
                    [&](const dataset::MadeObject& made) { return made.name == name; });
    CAPTURE(name);
    CHECK(is_listed);
  }
  // The same scripts again, and then others.
  require_seeded(seed(database, store.path(), {"--replace"}));
  require_seeded(seed(database, "reference", {"--replace"}));
  CHECK(names_in(session) == plain);
}

TEST_CASE("an extension that a script made is removed with the rest", "[pg][seed][others]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  if (session.run("SELECT FROM pg_available_extensions WHERE name = 'pgcrypto'").empty()) {
    SKIP("the server has no contrib modules");
  }
  const StoreCopy store{"reference"};
  store.write("tables/0.sql", "CREATE EXTENSION pgcrypto");
  require_seeded(seed(database, store.path()));
  require_seeded(seed(database, store.path(), {"--replace"}));
  require_seeded(seed(database, "reference", {"--replace"}));
  CHECK(session.run("SELECT FROM pg_extension WHERE extname = 'pgcrypto'").empty());

  // One that was there before stays.
  session.run("CREATE EXTENSION pgcrypto");
  store.write("tables/0.sql", "CREATE EXTENSION IF NOT EXISTS pgcrypto");
  require_seeded(seed(database, store.path(), {"--replace"}));
  require_seeded(seed(database, "reference", {"--replace"}));
  CHECK_FALSE(session.run("SELECT FROM pg_extension WHERE extname = 'pgcrypto'").empty());
}

TEST_CASE(
    "seeding with --replace names what of others depends on what the scripts made, and drops "
    "nothing",
    "[pg][seed][others]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  const StoreCopy store{"reference"};
  store.write("tables/9.sql",
              "CREATE SCHEMA extra; CREATE TYPE kind AS ENUM ('a'); CREATE FUNCTION f() RETURNS "
              "int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW ours AS TABLE domain_events");
  require_seeded(seed(database, store.path()));
  const auto [named, sql] = GENERATE(table<std::string, std::string>(
      {{"column k of table theirs depends on type kind", "CREATE TABLE theirs (k kind)"},
       {"table extra.theirs depends on schema extra", "CREATE TABLE extra.theirs (a int)"},
       {"default value for column a of table theirs depends on function f()",
        "CREATE TABLE theirs (a int DEFAULT f())"},
       {"view theirs depends on view ours", "CREATE VIEW theirs AS TABLE ours"},
       {"constraint theirs_t_fkey on table theirs depends on table tenants",
        "CREATE TABLE theirs (t int REFERENCES tenants)"},
       {"table theirs depends on table tenants", "CREATE TABLE theirs () INHERITS (tenants)"}}));
  session.run(sql);
  const std::vector<std::string> before = names_in(session);
  const ProgramResult refused = seed(database, "reference", {"--replace"});
  CAPTURE(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring(named) && ContainsSubstring("use another --database"));
  CHECK_THAT(refused.err, !ContainsSubstring("CASCADE"));
  CHECK(names_in(session) == before);
  CHECK(seed(database, store.path(), {"--verify"}).exit_code == 0);
}

TEST_CASE("tables that somebody made anew, or gave to another role, are not ours",
          "[pg][seed][others]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  require_seeded(seed(database, "reference"));
  const std::string role = session.run("SELECT 'their_' || pg_backend_pid() AS r").text(0, "r");
  const std::string change = GENERATE(
      "CREATE TABLE copy (LIKE domain_events INCLUDING ALL); INSERT INTO copy TABLE "
      "domain_events; DROP TABLE domain_events; ALTER TABLE copy RENAME TO domain_events",
      "CREATE TABLE copy (LIKE tenants INCLUDING ALL); INSERT INTO copy TABLE tenants; DROP TABLE "
      "tenants; ALTER TABLE copy RENAME TO tenants",
      "ALTER TABLE domain_events OWNER TO {}");
  session.run("CREATE ROLE " + role);
  session.run(fmt::format(fmt::runtime(change), role));
  const std::vector<std::string> before = names_in(session);
  for (const std::vector<std::string>& job :
       std::vector<std::vector<std::string>>{{"--replace"}, {"--append", "10"}}) {
    CAPTURE(change, job);
    std::vector<std::string> arguments = job;
    arguments.insert(arguments.end(), {"--database", database.connection_string()});
    const ProgramResult refused = run_program("seed-events", arguments);
    CAPTURE(refused.err);
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, ContainsSubstring("neither replaced nor written to") &&
                                ContainsSubstring("use another --database") &&
                                !ContainsSubstring("--replace"));
  }
  // Where nothing was asked to be replaced, nobody is told to do it either.
  const ProgramResult again = seed(database, "reference");
  CHECK(again.exit_code == 2);
  CHECK_THAT(again.err, ContainsSubstring("already holds 2,000 events") &&
                            ContainsSubstring("use another --database") &&
                            !ContainsSubstring("--replace"));
  CHECK(names_in(session) == before);
  session.run(fmt::format("REASSIGN OWNED BY {0} TO CURRENT_USER; DROP ROLE {0}", role));
}

TEST_CASE("a manifest of format 2 lists tables, and they are replaced", "[pg][seed][others]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  require_seeded(seed(database, "reference"));
  session.run(
      "UPDATE eventstore_harness.manifest SET document = (document::jsonb - 'made' - 'objects' - "
      "'scripts' - 'position_sequences' || '{\"format\": 2}')::json");
  CHECK(seed(database, "reference", {"--verify"}).exit_code == 0);
  const ProgramResult appended =
      run_program("seed-events", {"--append", "10", "--database", database.connection_string()});
  CAPTURE(appended.err);
  CHECK(appended.exit_code == 0);
  CHECK(dataset::read_manifest(session)->format == 2);
  require_seeded(seed(database, "reference", {"--replace"}));
  CHECK(dataset::read_manifest(session)->format == 3);
}
