// What a store's scripts may not do: change what others made, or what reaches beyond the store.
#include <future>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/pg/session.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

using Words = std::vector<std::string>;

ProgramResult seed_into(const std::string& connection_string, const StoreCopy& store,
                        Words more = {}) {
  more.insert(more.end(),
              {"--events", "1000", "--store", store.path(), "--database", connection_string});
  return run_program("seed-events", more);
}

/// A database in which a team keeps things of all kinds.
struct TeamDatabase {
  ScratchDatabase database = ScratchDatabase::create_or_skip();
  StoreCopy store{"reference"};

  TeamDatabase() {
    for (const char* statement :
         {"CREATE SCHEMA team", "CREATE TABLE team.notes (n integer)",
          "CREATE FUNCTION team.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
          "CREATE TYPE team.mood AS ENUM ('good')", "CREATE SEQUENCE team.numbers",
          "SELECT setval('team.numbers', 41)", "SELECT lo_create(4242)",
          "COMMENT ON TABLE team.notes IS 'ours'"}) {
      session().run(statement);
    }
  }

  [[nodiscard]] pg::Session session() const { return pg::Session{database.database()}; }
  [[nodiscard]] ProgramResult seed() const {
    return seed_into(database.connection_string(), store);
  }
  [[nodiscard]] std::string name() const { return database.database().name; }
};

}  // namespace

TEST_CASE("a script that changes what others made is refused and taken back", "[pg][seed]") {
  const TeamDatabase team;
  const std::string role = "role_of_" + team.name();
  const std::vector<std::pair<std::string, std::string>> changes{
      {"GRANT SELECT ON team.notes TO PUBLIC", "alter table team.notes, which was there before"},
      {"GRANT SELECT (n) ON team.notes TO PUBLIC", "alter column n of table team.notes"},
      {"GRANT USAGE ON SCHEMA team TO PUBLIC", "alter schema team"},
      {"REVOKE USAGE ON SCHEMA public FROM PUBLIC", "alter schema public"},
      {"REVOKE EXECUTE ON FUNCTION team.f() FROM PUBLIC", "alter function team.f()"},
      {"REVOKE EXECUTE ON FUNCTION pg_catalog.now() FROM PUBLIC",
       "alter function pg_catalog.now()"},
      {"ALTER FUNCTION team.f() COST 7", "alter function team.f()"},
      {"ALTER TYPE team.mood OWNER TO pg_monitor", "alter type team.mood"},
      {"DROP TYPE team.mood", "remove type team.mood"},
      {"ALTER SCHEMA team RENAME TO teams", "alter schema teams"},
      {"SELECT lo_unlink(4242)", "remove large object 4242"},
      {"COMMENT ON FUNCTION team.f() IS 'x'", "alter comment on function team.f()"},
      {"COMMENT ON TABLE team.notes IS NULL", "team.notes"},
      {"DO $$ BEGIN EXECUTE format('COMMENT ON ROLE %I IS NULL', current_user); EXECUTE "
       "format('COMMENT ON ROLE %I IS %L', current_user, 'x'); END $$",
       "alter comment on role"},
      {"ALTER DATABASE \"" + team.name() + "\" SET work_mem = '5MB'", "settings of database"},
      {"ALTER ROLE CURRENT_USER SET work_mem = '5MB'", "settings of role"},
      {"ALTER SYSTEM SET work_mem = '5MB'", "ALTER SYSTEM cannot run inside"},
      {"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC", "create default privileges"},
      {"CREATE PUBLICATION everything FOR ALL TABLES", "create publication for all tables"},
      {"CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; "
       "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION on_ddl()",
       "create event trigger watch, which reaches beyond the store"},
      {"CREATE ROLE " + role, "alter roles of the server"},
      {"GRANT pg_monitor TO pg_read_all_data", "alter roles of the server"},
      {"DO $$ BEGIN GRANT SELECT ON team.notes TO PUBLIC; EXCEPTION WHEN division_by_zero THEN "
       "NULL; END $$",
       "alter table team.notes"},
  };
  for (const std::string folder : {"tables", "indexes"}) {
    for (const auto& [statement, complaint] : changes) {
      INFO(folder << ": " << statement);
      team.store.write(folder + "/9_team.sql",
                       "-- read by: nothing in the catalogue\n" + statement + ";\n");
      const ProgramResult refused = team.seed();
      INFO(refused.err);
      CHECK(refused.exit_code == 2);
      CHECK_THAT(refused.err, ContainsSubstring("9_team.sql") && ContainsSubstring(complaint));
    }
    team.store.remove(folder + "/9_team.sql");
  }
  CHECK(
      team.session().run("SELECT to_regclass('domain_events') IS NULL AS none").boolean(0, "none"));
  const ProgramResult seeded = team.seed();
  INFO(seeded.err);
  CHECK(seeded.exit_code == 0);
}

TEST_CASE("a moved sequence of others is reported as moved, with the way back", "[pg][seed]") {
  const TeamDatabase team;
  for (const std::string folder : {"tables", "indexes"}) {
    INFO(folder);
    team.store.write(folder + "/9_team.sql",
                     "-- read by: nothing in the catalogue\nSELECT nextval('team.numbers');\n");
    const ProgramResult refused = team.seed();
    INFO(refused.err);
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err,
               ContainsSubstring("9_team.sql") &&
                   ContainsSubstring("moved sequence team.numbers") &&
                   ContainsSubstring("from 41 to 42") &&
                   ContainsSubstring("its owner may: SELECT setval('team.numbers', 41, true)") &&
                   !ContainsSubstring("would"));
    team.session().run("SELECT setval('team.numbers', 41, true)");
    team.store.remove(folder + "/9_team.sql");
  }
}

TEST_CASE("what another session changes meanwhile is not held against a script", "[pg][seed]") {
  const TeamDatabase team;
  team.store.write("tables/9_wait.sql",
                   "SELECT pg_advisory_xact_lock(77);\nCREATE TABLE later (n integer);\n");
  pg::Session other = team.session();
  other.run("SELECT pg_advisory_lock(77)");
  auto seeding = std::async(std::launch::async, [&] { return team.seed(); });
  const std::string waits =
      "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND NOT "
      "granted";
  while (other.run(waits).integer(0, "n") == 0) other.run("SELECT pg_sleep(0.02)");
  other.run("GRANT SELECT ON team.notes TO PUBLIC");
  other.run("DROP TYPE team.mood");
  other.run("CREATE FUNCTION team.g() RETURNS integer LANGUAGE sql AS 'SELECT 1'");
  other.run("COMMENT ON TABLE team.notes IS 'new'");
  other.run("SELECT nextval('team.numbers')");
  other.run("SELECT pg_advisory_unlock(77)");
  const ProgramResult seeded = seeding.get();
  INFO(seeded.out << seeded.err);
  CHECK(seeded.exit_code == 0);
}

TEST_CASE("a role that does not own the tables is told who may replace them", "[pg][seed]") {
  const TeamDatabase team;
  REQUIRE(team.seed().exit_code == 0);
  pg::Session session = team.session();
  const std::string owner = session.run("SELECT current_user AS name").text(0, "name");
  const std::string role = session.identifier("role_of_" + team.name());
  session.run("CREATE ROLE " + role + " LOGIN");
  session.run("GRANT CREATE ON SCHEMA public TO " + role);
  session.run("GRANT USAGE, CREATE ON SCHEMA eventstore_harness TO " + role);
  session.run("GRANT ALL ON ALL TABLES IN SCHEMA eventstore_harness TO " + role);
  session.run("ALTER DATABASE " + session.identifier(team.name()) + " SET role = " + role);
  const ProgramResult refused =
      seed_into(team.database.connection_string(), team.store, {"--replace"});
  session.run("ALTER DATABASE " + session.identifier(team.name()) + " RESET role");
  session.run("DROP OWNED BY " + role);
  session.run("DROP ROLE " + role);
  INFO(refused.err);
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, ContainsSubstring("this role cannot replace") &&
                              ContainsSubstring("which role " + owner + " owns") &&
                              ContainsSubstring("use another --database"));
}

TEST_CASE("a search path that begins with a schema of the system is refused", "[pg][seed]") {
  const TeamDatabase team;
  team.session().run("ALTER DATABASE " + team.session().identifier(team.name()) +
                     " SET search_path = pg_catalog");
  const ProgramResult refused = team.seed();
  INFO(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("begins with schema pg_catalog") &&
                              ContainsSubstring("options=-csearch_path=public"));
  CHECK(seed_into(team.database.connection_string() + " options=-csearch_path=public", team.store)
            .exit_code == 0);
}

}  // namespace eventstore::tests
