// What belongs to others stays as it is: seeded data that are only read, tables of a team,
// settings.
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"
#include "core/result/document.hpp"
#include "core/tool/output_file.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

using Words = std::vector<std::string>;

/// A store with one more operation, and the data that its tools work on.
class WithOperation {
 public:
  WithOperation(const std::string& name, const std::string& statement) {
    store_.write("operations/" + name + ".sql",
                 "-- @name " + name + "\n-- @question what?\n-- @case c\n" + statement + "\n");
  }

  [[nodiscard]] ProgramResult run(const std::string& program, Words arguments) const {
    arguments.insert(arguments.end(), {"--store", store_.path(), "--allow-differences"});
    return seeded.run(program, arguments);
  }

  [[nodiscard]] std::int64_t count_of(const std::string& table) const {
    return pg::Session{seeded.database()}.run("SELECT count(*) AS n FROM " + table).integer(0, "n");
  }

  const SeededDatabase seeded = SeededDatabase::create_or_skip();

 private:
  StoreCopy store_{"reference"};
};

ProgramResult seed(const EmptiedDatabase& database, const StoreCopy& store, Words more = {}) {
  more.insert(more.end(), {"--events", "1000", "--store", store.path(), "--database",
                           database.connection_string()});
  return run_program("seed-events", more);
}

}  // namespace

TEST_CASE("a read that makes a table is refused by every tool, not only by those that call it",
          "[pg][explain][of_others]") {
  for (const std::string statement :
       {"CREATE TABLE made AS SELECT 1 AS n", "SELECT 1 AS n INTO made",
        "WITH one AS (SELECT 1 AS n) SELECT n INTO made FROM one"}) {
    INFO(statement);
    const WithOperation store{"make_it", statement};
    for (const auto& [program, arguments] : std::vector<std::pair<std::string, Words>>{
             {"plan-review", {"--filter", "^make_it/"}},
             {"eventstore_bench", {"--benchmark_filter=make_it"}}}) {
      const ProgramResult refused = store.run(program, arguments);
      INFO(program << refused.out << refused.err);
      CHECK(refused.exit_code == 2);
      CHECK_THAT(refused.out + refused.err, ContainsSubstring("add the line '-- @writes'"));
    }
  }
}

TEST_CASE("a read that lets its session write is refused before it is timed",
          "[pg][load][of_others]") {
  for (const std::string statement :
       {"SELECT set_config('default_transaction_read_only', 'off', false)",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "RESET ALL"}) {
    INFO(statement);
    const WithOperation store{"let_it", statement};
    const TemporaryDirectory directory;
    const std::string file = directory / "scenario.toml";
    write_text_file(
        "question = \"?\"\npool = 2\n[[phase]]\nname = \"hold\"\nlength = \"200 ms\"\n"
        "[[population]]\nname = \"users\"\nusers = 2\nmix = { \"call let_it/c\" = 1 }\n",
        file);
    for (const auto& [program, arguments] : std::vector<std::pair<std::string, Words>>{
             {"eventstore_load", {"run", file}},
             {"eventstore_bench", {"--benchmark_filter=let_it"}}}) {
      const ProgramResult refused = store.run(program, arguments);
      INFO(program << refused.out << refused.err);
      CHECK(refused.exit_code == 2);
      CHECK_THAT(refused.err, ContainsSubstring("turns default_transaction_read_only off"));
    }
  }
}

TEST_CASE("pgbench and many connections call reads as read only, too", "[pg][trust][of_others]") {
  const WithOperation store{"write_if_let", "SELECT write_if_let() AS n"};
  store.seeded.change("CREATE TABLE written (n integer)");
  store.seeded.change(
      "CREATE FUNCTION write_if_let() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN IF "
      "current_setting('transaction_read_only') = 'off' THEN INSERT INTO written VALUES (1); "
      "END IF; RETURN 1; END $$");
  for (const Words& way : {Words{"overhead", "--rounds", "6", "--round-ms", "5", "--pin", "none"},
                           Words{"overhead", "--throughput", "--connections", "2", "--pairs", "6",
                                 "--seconds", "1"}}) {
    Words arguments = way;
    arguments.insert(arguments.end(), {"--filter", "^write_if_let/"});
    const ProgramResult result = store.run("bench_trust", arguments);
    INFO(result.out << result.err);
    CHECK((result.exit_code == 0 || result.exit_code == 3 || result.exit_code == 7));
    CHECK(store.count_of("written") == 0);
  }
}

TEST_CASE("a script that would end its transaction is refused before anything is made",
          "[pg][seed][of_others]") {
  const EmptiedDatabase database;
  pg::Session{database.database()}.run("CREATE TABLE team (n integer)");
  const StoreCopy store{"reference"};
  for (const std::string ending :
       {"COMMIT; BEGIN;", "end;", "SAVEPOINT s;", "/* late */ Prepare Transaction 'x';"}) {
    INFO(ending);
    store.write("tables/9_team.sql", "INSERT INTO team VALUES (1);\n" + ending + "\n");
    const ProgramResult refused = seed(database, store);
    INFO(refused.err);
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, ContainsSubstring("9_team.sql") &&
                                ContainsSubstring("all of them run in one transaction"));
  }
  pg::Session session{database.database()};
  CHECK(session.run("SELECT count(*) AS n FROM team").integer(0, "n") == 0);
  CHECK(session.run("SELECT to_regclass('domain_events') IS NULL AS none").boolean(0, "none"));
}

TEST_CASE("a journal that no manifest knows is left alone", "[pg][seed][of_others]") {
  const EmptiedDatabase database;
  {
    pg::Session session{database.database()};
    session.run("CREATE SCHEMA eventstore_harness");
    session.run("CREATE TABLE eventstore_harness.seed_journal (a integer)");
    session.run("INSERT INTO eventstore_harness.seed_journal VALUES (1)");
  }
  const ProgramResult refused = seed(database, StoreCopy{"reference"});
  INFO(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("seed_journal") && ContainsSubstring("--database"));
  pg::Session session{database.database()};
  CHECK(session.run("SELECT count(*) AS n FROM eventstore_harness.seed_journal").integer(0, "n") ==
        1);
}

TEST_CASE("settings of any name and value go with the copy", "[pg][bench][of_others]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const std::string alter = "ALTER DATABASE \"" + seeded.database().name + "\" SET ";
  for (const std::string setting :
       {"\"user.defined\" = 'a''b'", "\"table.x\" = '1'", "temp_tablespaces = ''"}) {
    INFO(setting);
    seeded.change(alter + setting);
  }
  const ProgramResult result = seeded.run(
      "eventstore_bench",
      {"--benchmark_filter=append_events/new_1$", "--warm-up", "0", "--benchmark_min_time=0.01"});
  INFO(result.out << result.err);
  CHECK((result.exit_code == 0 || result.exit_code == 3));
}

TEST_CASE("a copy keeps an empty search path, and is usable", "[pg][of_others]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  seeded.change("ALTER DATABASE \"" + seeded.database().name + "\" SET search_path = ''");
  const pg::DisposableClone copy{seeded.database(), "test"};
  pg::Session session{copy.database()};
  CHECK(session.run("SHOW search_path").text(0, "search_path") == "\"\"");
  CHECK(session.run("SELECT current_schemas(false) = '{}' AS is_empty").boolean(0, "is_empty"));
  CHECK(session.run("SELECT count(*) AS n FROM public.domain_events").integer(0, "n") ==
        seeded_events);
}

TEST_CASE("who may not remove events adds none in place", "[pg][bench][of_others]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const std::string role = "adder_" + seeded.database().name;
  const std::string database = "\"" + seeded.database().name + "\"";
  seeded.change("CREATE ROLE " + role);
  seeded.change("GRANT pg_read_all_data TO " + role);
  seeded.change("GRANT INSERT ON ALL TABLES IN SCHEMA public TO " + role);
  seeded.change("GRANT USAGE ON SCHEMA eventstore_harness TO " + role);
  seeded.change("ALTER DATABASE " + database + " SET role = " + role);
  const ProgramResult refused =
      seeded.run("eventstore_bench", {"--in-place", "--benchmark_filter=append_events/new_1$"});
  pg::Session session{seeded.database()};
  session.run("SET ROLE NONE");
  session.run("ALTER DATABASE " + database + " RESET role");
  INFO(refused.out << refused.err);
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, ContainsSubstring("may not delete from domain_events"));
  CHECK(session.run("SELECT count(*) AS n FROM domain_events").integer(0, "n") == seeded_events);
  session.run("DROP OWNED BY " + role);
  session.run("DROP ROLE " + role);
}

TEST_CASE("a table that others made anew is not called damaged", "[pg][seed][of_others]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  seeded.change("DROP TABLE tenants CASCADE");
  seeded.change("CREATE TABLE tenants (tenant_key integer PRIMARY KEY, tenant_id text)");
  const ProgramResult verified = seeded.run("seed-events", {"--verify"});
  INFO(verified.out << verified.err);
  CHECK(verified.exit_code != 0);
  CHECK_THAT(verified.err, !ContainsSubstring("damaged"));
}

TEST_CASE("scripts in indexes fill tables of their own, in the order of the file", "[pg][seed]") {
  const EmptiedDatabase database;
  const StoreCopy store{"reference"};
  store.write("indexes/0_helper.sql",
              "-- read by: nothing in the catalogue\n"
              "CREATE TABLE helper (kind text, n bigint);\n"
              "INSERT INTO helper SELECT event_type, count(*) FROM domain_events GROUP BY 1;\n"
              "CREATE FUNCTION twice(bigint) RETURNS bigint IMMUTABLE LANGUAGE sql "
              "AS 'SELECT 2 * $1';\n"
              "CREATE INDEX helper_twice ON helper (twice(n));\n"
              "UPDATE helper SET n = n + 1;\n");
  store.write("indexes/1_helper.sql",
              "-- read by: nothing in the catalogue\nCREATE INDEX helper_kind ON helper (kind);\n"
              "INSERT INTO helper VALUES ('last', 0);\n");
  for (const Words& more : {Words{}, Words{"--replace"}}) {
    const ProgramResult seeded = seed(database, store, more);
    INFO(seeded.out << seeded.err);
    REQUIRE(seeded.exit_code == 0);
    pg::Session session{database.database()};
    CHECK(session.run("SELECT count(*) > 1 AS filled FROM helper").boolean(0, "filled"));
    CHECK(session.run("SELECT count(*) AS n FROM pg_indexes WHERE tablename = 'helper'")
              .integer(0, "n") == 2);
  }
}

}  // namespace eventstore::tests
