// A folder and its database are compared before anything is judged, and --apply brings them in
// line.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/pg/session.hpp"
#include "tests/support/background_program.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A folder with a function and its trigger, and a small database that it made.
class SeededFolder {
 public:
  SeededFolder() {
    store_.write("tables/4_stamp.sql",
                 "CREATE TABLE stamps (at timestamptz);\n"
                 "CREATE OR REPLACE FUNCTION seen(key integer) RETURNS integer LANGUAGE sql AS $$ "
                 "SELECT key $$;\n");
    store_.write("tables/5_twice.sql",
                 "CREATE OR REPLACE FUNCTION twice(key integer) RETURNS integer LANGUAGE sql AS $$ "
                 "SELECT 2 * key $$;\n");
    store_.write("indexes/by_type.sql",
                 "-- read by: nothing but this test\n"
                 "CREATE INDEX by_type ON domain_events (event_type);\n");
    const ProgramResult seeded = seed({"--events", "2000", "--tenants", "5", "--quiet"});
    INFO(seeded.err);
    REQUIRE(seeded.exit_code == 0);
  }

  [[nodiscard]] const StoreCopy& store() const { return store_; }
  [[nodiscard]] const pg::Database& database() const { return database_.database(); }

  void change(const std::string& sql) const { pg::Session{database()}.run(sql); }

  [[nodiscard]] bool has(const std::string& relation) const {
    return pg::Session{database()}
        .run("SELECT to_regclass($1) IS NOT NULL AS found", {relation})
        .boolean(0, "found");
  }

  [[nodiscard]] ProgramResult seed(std::vector<std::string> arguments) const {
    return run("seed-events", std::move(arguments), database_.connection_string());
  }

  [[nodiscard]] ProgramResult apply(std::vector<std::string> more = {}) const {
    more.emplace_back("--apply");
    return seed(std::move(more));
  }

  [[nodiscard]] ProgramResult review(std::vector<std::string> more = {},
                                     const std::string& options = {}) const {
    more.insert(more.end(), {"--filter", "find_event/known_hot", "--mode", "generic"});
    return run("plan-review", std::move(more), database_.connection_string() + options);
  }

  [[nodiscard]] ProgramResult bench() const {
    return run(
        "eventstore_bench",
        {"--benchmark_filter=find_event/known_hot", "--benchmark_min_time=0.01", "--warm-up", "0"},
        database_.connection_string());
  }

  /// Refused by each tool that judges, which names it and the way on; --apply only where it
  /// `helps`.
  void check_named(const std::string& difference, bool helps = true) const {
    for (const ProgramResult& refused : {review(), bench()}) {
      INFO(refused.out << refused.err);
      CHECK(refused.exit_code == 2);
      CHECK_THAT(refused.err, ContainsSubstring(difference));
      const auto advice =
          ContainsSubstring("seed-events --apply --store " + store_.path() + " --database '");
      CHECK(advice.match(refused.err) == helps);
      CHECK_THAT(refused.err, ContainsSubstring("--allow-differences"));
    }
  }

  void check_in_line() const {
    for (const ProgramResult& judged : {review(), bench()}) {
      INFO(judged.out << judged.err);
      CHECK(judged.exit_code == 0);
      CHECK_THAT(judged.err, !ContainsSubstring("note: "));
    }
  }

  void check_applied(const std::string& said) const {
    const ProgramResult applied = apply();
    INFO(applied.out << applied.err);
    CHECK(applied.exit_code == 0);
    CHECK_THAT(applied.out, ContainsSubstring(said));
    check_in_line();
    const ProgramResult again = apply();
    CHECK(again.exit_code == 0);
    CHECK_THAT(again.out, ContainsSubstring("nothing to apply"));
  }

 private:
  [[nodiscard]] ProgramResult run(const std::string& program, std::vector<std::string> arguments,
                                  const std::string& database) const {
    arguments.insert(arguments.end(), {"--store", store_.path(), "--database", database});
    return run_program(program, arguments);
  }

  StoreCopy store_{"reference"};
  EmptiedDatabase database_;
};

}  // namespace

TEST_CASE("a folder that says something else than the database was seeded with is not judged by",
          "[pg][folder]") {
  const SeededFolder folder;
  folder.check_in_line();
  SECTION("an index file that was deleted") {
    folder.store().remove("indexes/by_type.sql");
    folder.check_named(
        "index public.by_type of table public.domain_events is in the database, but "
        "no file of the folder makes it");
    folder.check_applied("drop index public.by_type");
    CHECK_FALSE(folder.has("by_type"));
  }
  SECTION("an index file that was added") {
    folder.store().write("indexes/by_revision.sql",
                         "-- read by: nothing but this test\n"
                         "CREATE INDEX by_revision ON domain_events (lower(payload_revision));\n");
    folder.check_named(
        "indexes/by_revision.sql is new: its index by_revision is not in the "
        "database");
    const ProgramResult rehearsed = folder.apply({"--dry-run"});
    CHECK(rehearsed.exit_code == 0);
    CHECK_THAT(rehearsed.out, ContainsSubstring("run indexes/by_revision.sql"));
    CHECK_FALSE(folder.has("by_revision"));
    folder.check_applied("run indexes/by_revision.sql, which is new");
    CHECK(folder.has("by_revision"));
  }
  SECTION("an index file that says something else") {
    folder.store().replace("indexes/by_type.sql", "event_type", "event_type, tenant_key");
    folder.check_named("indexes/by_type.sql says something else");
    folder.check_applied("run indexes/by_type.sql again");
  }
  SECTION("a function that says something else, in a file of its own and beside a table") {
    folder.store().replace("tables/5_twice.sql", "2 * key", "key + key");
    folder.store().replace("tables/4_stamp.sql", "SELECT key ", "SELECT -key ");
    folder.check_named("tables/5_twice.sql says something else");
    folder.check_applied("run tables/5_twice.sql again");
    const pg::Rows rows = pg::Session{folder.database()}.run("SELECT seen(4) AS n");
    CHECK(rows.integer(0, "n") == -4);
  }
  SECTION("a function with other arguments: the one that no file makes is dropped") {
    folder.store().replace("tables/5_twice.sql", "key integer", "key bigint");
    folder.store().replace("tables/5_twice.sql", "RETURNS integer", "RETURNS bigint");
    folder.check_applied("run tables/5_twice.sql again");
    CHECK(pg::Session{folder.database()}
              .run("SELECT count(*) AS n FROM pg_proc WHERE proname = 'twice'")
              .integer(0, "n") == 1);
  }
  SECTION("a column more in a table is left to whoever seeds anew") {
    folder.store().replace("tables/4_stamp.sql", "at timestamptz", "at timestamptz, by text");
    folder.check_named("tables/4_stamp.sql says something else");
    const ProgramResult applied = folder.apply();
    CHECK(applied.exit_code == 1);
    CHECK_THAT(applied.err, ContainsSubstring("seed anew with --replace"));
  }
  SECTION("comments and blanks say nothing") {
    folder.store().replace("indexes/by_type.sql", "ON domain_events (",
                           "\n-- why\nON domain_events(");
    folder.check_in_line();
  }
}

TEST_CASE("a database that was changed behind our back is not judged", "[pg][folder]") {
  const SeededFolder folder;
  SECTION("an index that is gone") {
    folder.change("DROP INDEX by_type");
    folder.check_named(
        "index public.by_type of table public.domain_events is not in the database: "
        "indexes/by_type.sql made it");
    folder.check_applied("run indexes/by_type.sql again");
    CHECK(folder.has("by_type"));
  }
  SECTION("an index of the same name on another column") {
    folder.change("DROP INDEX by_type");
    folder.change("CREATE INDEX by_type ON domain_events (aggregate_type)");
    folder.check_named(
        "index public.by_type of table public.domain_events is not as "
        "indexes/by_type.sql made it");
    folder.check_applied("run indexes/by_type.sql again");
  }
  SECTION("a unique constraint that is gone") {
    folder.change("ALTER TABLE tenants DROP CONSTRAINT tenants_tenant_id_key");
    folder.check_named(
        "index public.tenants_tenant_id_key of table public.tenants is not in the "
        "database");
    folder.check_applied("restore constraint tenants_tenant_id_key");
  }
  SECTION("a function with another body") {
    folder.change(
        "CREATE OR REPLACE FUNCTION twice(key integer) RETURNS integer LANGUAGE sql AS "
        "$$ SELECT 3 * key $$");
    folder.check_named("function public.twice(key integer) is not as tables/5_twice.sql made it");
    folder.check_applied("run tables/5_twice.sql again");
  }
  SECTION("a column, a trigger, an index that were added: named, and left to whoever made them") {
    folder.change("ALTER TABLE domain_events ADD COLUMN extra text");
    folder.change(
        "CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NULL; END $$");
    folder.change(
        "CREATE TRIGGER theirs AFTER INSERT ON domain_events FOR EACH ROW "
        "EXECUTE FUNCTION theirs()");
    folder.change("CREATE INDEX theirs ON domain_events (extra)");
    folder.check_named("column extra of table public.domain_events is in the database", false);
    folder.check_named("trigger theirs of table public.domain_events is in the database", false);
    const ProgramResult applied = folder.apply();
    CHECK(applied.exit_code == 1);
    CHECK_THAT(applied.err, ContainsSubstring("3 differences left") &&
                                ContainsSubstring("seed-events did not make it, so it stays"));
    CHECK(folder.has("theirs"));
  }
  SECTION("a column of another type is named and left") {
    folder.change("ALTER TABLE domain_events ALTER COLUMN payload_revision DROP DEFAULT");
    folder.check_named(
        "column payload_revision of table public.domain_events is not as "
        "tables/2_domain_events.sql made it",
        false);
    CHECK(folder.apply().exit_code == 1);
  }
}

TEST_CASE("a data set is not reused for a folder that has another index", "[pg][folder]") {
  const SeededFolder folder;
  const auto reuse = [&folder] {
    return folder.seed({"--events", "2000", "--tenants", "5", "--reuse"});
  };
  CHECK(reuse().exit_code == 0);
  folder.store().remove("indexes/by_type.sql");
  const ProgramResult refused = reuse();
  INFO(refused.out << refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("index public.by_type of table public.domain_events") &&
                              ContainsSubstring("apply the folder with: seed-events --apply") &&
                              !ContainsSubstring("--allow-differences"));
  CHECK(folder.apply().exit_code == 0);
  CHECK(reuse().exit_code == 0);
}

TEST_CASE("the option --apply is advised only where it would change something", "[pg][folder]") {
  const SeededFolder folder;
  const std::string advice = "apply the folder with: seed-events --apply";
  folder.change("ALTER TABLE domain_events ADD COLUMN by_hand integer");
  ProgramResult refused = folder.review();
  INFO(refused.out << refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("column by_hand") && !ContainsSubstring("--apply") &&
                              ContainsSubstring("--allow-differences"));
  folder.change("DROP INDEX by_type");
  refused = folder.review();
  INFO(refused.out << refused.err);
  CHECK_THAT(refused.err, ContainsSubstring(advice) &&
                              ContainsSubstring("leaves columns, tables and what others made"));
  folder.change("ALTER TABLE domain_events DROP COLUMN by_hand");
  refused = folder.review();
  CHECK_THAT(refused.err, ContainsSubstring(advice) && !ContainsSubstring("leaves columns"));
  CHECK(folder.apply().exit_code == 0);
}

TEST_CASE("what belongs to others is no difference", "[pg][folder]") {
  const SeededFolder folder;
  folder.change("CREATE SCHEMA sales");
  folder.change("CREATE TABLE sales.domain_events (a integer PRIMARY KEY, b text)");
  folder.change("CREATE INDEX by_type ON sales.domain_events (b)");
  folder.change("CREATE TABLE orders (a integer PRIMARY KEY)");
  folder.change("CREATE VIEW recent AS SELECT * FROM domain_events");
  folder.check_in_line();
  CHECK_THAT(folder.apply().out, ContainsSubstring("nothing to apply"));
}

TEST_CASE("differences that are allowed are said first, and stand in every report",
          "[pg][folder]") {
  const SeededFolder folder;
  const TemporaryDirectory directory;
  folder.change("DROP INDEX by_type");
  const ProgramResult judged =
      folder.review({"--allow-differences", "--out", directory / "plans.json", "--markdown",
                     directory / "plans.md", "--html", directory / "plans.html"});
  INFO(judged.out << judged.err);
  CHECK(judged.exit_code == 0);
  CHECK_THAT(judged.err, ContainsSubstring("index public.by_type"));
  const auto document = nlohmann::json::parse(std::ifstream{directory / "plans.json"});
  CHECK(document.at("environment").at("folder").at("differences").size() == 1);
  for (const char* report : {"plans.md", "plans.html"}) {
    const std::string text = file_text(directory / report);
    CHECK_THAT(text, ContainsSubstring("1 difference, allowed: index public.by"));
  }
}

TEST_CASE("a role that may only read compares as well", "[pg][folder]") {
  const SeededFolder folder;
  const std::string reader = " options='-c role=pg_read_all_data'";
  CHECK(folder.review({}, reader).exit_code == 0);
  folder.change("DROP INDEX by_type");
  const ProgramResult refused = folder.review({}, reader);
  INFO(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("index public.by_type"));
}

TEST_CASE("a database of an older version is compared by the names of its indexes",
          "[pg][folder]") {
  const SeededFolder folder;
  folder.change(
      "UPDATE eventstore_harness.manifest SET document = (jsonb_set(document::jsonb, "
      "'{format}', '2') - 'made' - 'objects' - 'scripts' - 'server_major' - "
      "'position_sequences')::json");
  const ProgramResult judged = folder.review();
  INFO(judged.err);
  CHECK(judged.exit_code == 0);
  CHECK_THAT(judged.err, ContainsSubstring("note: no check"));
  folder.change("DROP INDEX by_type");
  CHECK_THAT(folder.review().err, ContainsSubstring("index by_type of the folder is not in the "
                                                    "database"));
  CHECK(folder.apply().exit_code == 0);
  CHECK(folder.review().exit_code == 0);
  folder.store().remove("indexes/by_type.sql");
  CHECK_THAT(folder.review().err, ContainsSubstring("index public.by_type of table "
                                                    "public.domain_events is in the database"));
}

TEST_CASE("an --apply that is killed leaves nothing behind, and the next one does it all",
          "[pg][folder]") {
  const SeededFolder folder;
  folder.store().remove("indexes/by_type.sql");
  folder.store().write("indexes/by_revision.sql",
                       "-- read by: nothing but this test\n"
                       "CREATE INDEX by_revision ON aggregate_snapshots (tenant_key);\n");
  pg::Session holder{folder.database()};
  holder.run("BEGIN");
  holder.run("LOCK TABLE aggregate_snapshots IN ROW EXCLUSIVE MODE");
  const pid_t child =
      start_program("seed-events", {"--apply", "--store", folder.store().path(), "--database",
                                    folder.database().connection_string});
  // by_type is dropped by now, in a transaction that waits for the lock.
  pg::Session watcher{folder.database()};
  bool waits = false;
  for (int i = 0; i < 600 && !waits; ++i) {
    waits = !watcher
                 .run(
                     "SELECT FROM pg_locks WHERE NOT granted AND relation = "
                     "'aggregate_snapshots'::regclass")
                 .empty();
    if (!waits) std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  REQUIRE(waits);
  CHECK(end_program(child, SIGKILL) == 128 + SIGKILL);
  holder.run("COMMIT");
  const ProgramResult again = folder.apply();
  INFO(again.out << again.err);
  CHECK(again.exit_code == 0);
  CHECK_THAT(again.out, ContainsSubstring("drop index public.by_type"));
  CHECK_FALSE(folder.has("by_type"));
  CHECK(folder.has("by_revision"));
  folder.check_in_line();
}
