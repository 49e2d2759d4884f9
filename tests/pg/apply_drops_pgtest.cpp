// What --apply drops, and what it says of that.
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/pg/session.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/store_copy.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

class SeededFolder {
 public:
  SeededFolder() {
    store.write("tables/4_stamp.sql",
                "CREATE TABLE stamps (at timestamptz, kind text);\n"
                "CREATE OR REPLACE FUNCTION inner_one(key integer) RETURNS integer LANGUAGE sql AS "
                "$$ SELECT key $$;\n"
                "CREATE OR REPLACE FUNCTION outer_one(key integer) RETURNS integer LANGUAGE sql AS "
                "$$ SELECT inner_one(key) $$;\n"
                "CREATE INDEX stamps_at ON stamps (at);\n"
                "CREATE INDEX stamps_at_kind ON stamps (at, kind);\n");
    const ProgramResult seeded = run({"--events", "2000", "--tenants", "5", "--quiet"});
    INFO(seeded.err);
    REQUIRE(seeded.exit_code == 0);
  }

  [[nodiscard]] ProgramResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(),
                     {"--store", store.path(), "--database", database.connection_string()});
    return run_program("seed-events", arguments);
  }

  [[nodiscard]] bool has(const std::string& relation) const {
    return pg::Session{database.database()}
        .run("SELECT to_regclass($1) IS NOT NULL AS found", {relation})
        .boolean(0, "found");
  }

  StoreCopy store{"reference"};
  EmptiedDatabase database;
};

int count_of(const std::string& what, const std::string& text) {
  int count = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; ++at) ++count;
  return count;
}

}  // namespace

TEST_CASE(
    "applying a folder: --apply drops no constraint that an @outcome line names, and says which "
    "line",
    "[pg][folder]") {
  const SeededFolder folder;
  folder.store.write("indexes/domain_events_version_key.sql",
                     "-- read by: append_events\n"
                     "CREATE UNIQUE INDEX another_key ON domain_events "
                     "(tenant_key, aggregate_id, sequence_number);\n"
                     "COMMENT ON INDEX another_key IS 'was domain_events_version_key';\n");
  const ProgramResult rehearsed = folder.run({"--apply", "--dry-run"});
  INFO(rehearsed.out << rehearsed.err);
  CHECK_THAT(rehearsed.out, ContainsSubstring("drop constraint domain_events_version_key") &&
                                ContainsSubstring("--apply would refuse this") &&
                                ContainsSubstring("operations/append_events.sql:"));
  const ProgramResult refused = folder.run({"--apply"});
  INFO(refused.out << refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("constraint domain_events_version_key of table "
                                            "public.domain_events, which an @outcome line names") &&
                              ContainsSubstring("operations/append_events.sql:"));
  CHECK(folder.has("domain_events_version_key"));
}

TEST_CASE(
    "applying a folder: a constraint that an @outcome line names and no file makes is refused",
    "[pg][folder]") {
  const SeededFolder folder;
  folder.store.remove("indexes/domain_events_version_key.sql");
  const ProgramResult refused = folder.run({"--apply"});
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("operations/append_events.sql:") &&
                              ContainsSubstring("no file of the store mentions the constraint "
                                                "'domain_events_version_key'"));
  CHECK(folder.has("domain_events_version_key"));
}

TEST_CASE("applying a folder: --apply says once what it drops where no @outcome line names it",
          "[pg][folder]") {
  const SeededFolder folder;
  folder.store.replace("operations/append_events.sql", "constraint=domain_events_version_key or ",
                       "");
  folder.store.write("indexes/domain_events_version_key.sql",
                     "-- read by: append_events\n"
                     "CREATE UNIQUE INDEX another_key ON domain_events "
                     "(tenant_key, aggregate_id, sequence_number);\n");
  const ProgramResult applied = folder.run({"--apply"});
  INFO(applied.out << applied.err);
  CHECK(applied.exit_code == 0);
  CHECK(count_of("drop constraint domain_events_version_key", applied.out) == 1);
  CHECK(count_of("run indexes/domain_events_version_key.sql again", applied.out) == 1);
  CHECK(folder.has("another_key"));
  CHECK_FALSE(folder.has("domain_events_version_key"));
}

TEST_CASE(
    "applying a folder: --apply drops only the index and the function whose statements have "
    "changed",
    "[pg][folder]") {
  const SeededFolder folder;
  folder.store.replace("tables/4_stamp.sql", "CREATE INDEX stamps_at_kind ON stamps (at, kind);\n",
                       "");
  folder.store.replace("tables/4_stamp.sql", "SELECT inner_one(key) ", "SELECT -inner_one(key) ");
  const ProgramResult applied = folder.run({"--apply"});
  INFO(applied.out << applied.err);
  CHECK(applied.exit_code == 0);
  CHECK(folder.has("stamps_at"));
  CHECK_FALSE(folder.has("stamps_at_kind"));
  CHECK(count_of("stamps_at_kind", applied.out) == 1);
  CHECK(pg::Session{folder.database.database()}.run("SELECT outer_one(4) AS n").integer(0, "n") ==
        -4);
}

TEST_CASE("applying a folder: --apply runs no script that would drop what seed-events did not make",
          "[pg][folder]") {
  const SeededFolder folder;
  pg::Session{folder.database.database()}.run("CREATE INDEX theirs ON stamps (kind)");
  folder.store.write("indexes/by_type.sql",
                     "-- read by: nothing but this test\n"
                     "CREATE INDEX by_type ON domain_events (event_type);\n"
                     "DROP INDEX theirs;\n");
  const ProgramResult applied = folder.run({"--apply"});
  INFO(applied.out << applied.err);
  CHECK(applied.exit_code == 1);
  CHECK_THAT(applied.err, ContainsSubstring("would drop index public.theirs of table "
                                            "public.stamps, which seed-events did not make"));
  CHECK(folder.has("theirs"));
  CHECK_FALSE(folder.has("by_type"));
}
