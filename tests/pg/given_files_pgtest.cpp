// Store folders as editors, checkouts and file systems leave them, and scripts as psql splits them.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/pg/session.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

namespace {

/// As Windows has it: byte-order mark and CRLF.
std::string of_windows(const std::string& text) {
  std::string changed = "\xEF\xBB\xBF";
  for (const char c : text) changed += c == '\n' ? "\r\n" : std::string(1, c);
  return changed;
}

void make_of_windows(const StoreCopy& store) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator{store.path()}) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  for (const fs::path& file : files) {
    const std::string text = of_windows(file_text(file));
    fs::remove(file);
    const std::string upper = file.extension() == ".sql" ? ".SQL" : ".TOML";
    std::ofstream{fs::path{file}.replace_extension(upper), std::ios::binary} << text;
  }
}

ProgramResult seed(const EmptiedDatabase& database, const StoreCopy& store,
                   std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--events", "2000", "--tenants", "5", "--quiet", "--store", store.path(),
                           "--database", database.connection_string()});
  return run_program("seed-events", more);
}

void require_seeded(const ProgramResult& result) {
  INFO(result.out << result.err);
  REQUIRE(result.exit_code == 0);
}

const std::string extending = "tests/stores/extending";

}  // namespace

TEST_CASE("a store with CRLF line ends and byte-order marks is the same store", "[pg][seed]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  plan_as_on_our_server(seeded.database());
  const TemporaryDirectory directory;
  const auto review = [&](const std::string& store, std::vector<std::string> more) {
    more.insert(more.end(), {"--mode", "custom", "--filter", "^(find_event|append_events/new_1$)",
                             "--baseline", directory / "baseline", "--store", store});
    return seeded.run("plan-review", more);
  };
  const ProgramResult before = review("reference", {"--update-baseline"});
  INFO(before.out << before.err);
  REQUIRE(before.exit_code == 0);
  const StoreCopy store{"reference"};
  make_of_windows(store);
  for (const auto& entry : fs::directory_iterator{directory / "baseline"}) {
    const std::string text = of_windows(file_text(entry.path()));
    std::ofstream{entry.path(), std::ios::binary} << text;
  }

  const ProgramResult after = review(store.path(), {});
  INFO(after.out << after.err);
  CHECK(after.exit_code == 0);
  CHECK_THAT(after.out, ContainsSubstring("none differs"));
  const ProgramResult verified = seeded.run("seed-events", {"--verify", "--store", store.path()});
  INFO(verified.out << verified.err);
  CHECK(verified.exit_code == 0);
}

TEST_CASE("a run that LF scripts began is resumed by CRLF scripts", "[pg][seed]") {
  const EmptiedDatabase database;
  const StoreCopy store{"reference"};
  require_seeded(seed(database, store));
  make_of_windows(store);
  require_seeded(seed(database, store, {"--reuse"}));
  require_seeded(seed(database, store, {"--replace"}));
}

TEST_CASE("scripts are split as psql splits them", "[pg][seed]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  StoreCopy store{"tests/stores/standard-sql-bodies"};
  require_seeded(seed(database, store));
  CHECK(session.run("SELECT f(1) AS n").integer(0, "n") == 1);
  CHECK(session.run("SELECT count(*) AS n FROM pg_rewrite WHERE rulename = 'note_both'")
            .integer(0, "n") == 1);
  require_seeded(seed(database, store, {"--replace"}));

  store.write("tables/5_psql.sql", "SELECT 1;\n\\i other.sql\n");
  const ProgramResult refused = seed(database, store, {"--replace"});
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("tables/5_psql.sql:2: '\\i other.sql' is a command of "
                                            "psql"));
}

TEST_CASE("an index file may drop what it then builds", "[pg][seed]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  const StoreCopy store{extending};
  store.write("indexes/domain_events_time_idx.sql",
              "-- read by: create_token_at\n"
              "DROP INDEX IF EXISTS domain_events_time_idx;\n"
              "CREATE INDEX domain_events_time_idx ON domain_events "
              "(timestamp_utc);\n");
  const auto is_there = [&] {
    return session.run("SELECT to_regclass('domain_events_time_idx') IS NOT NULL AS found")
        .boolean(0, "found");
  };
  require_seeded(seed(database, store));
  CHECK(is_there());
  require_seeded(seed(database, store, {"--replace"}));
  CHECK(is_there());
}

TEST_CASE("a type and a view of the store itself are replaced", "[pg][seed]") {
  const EmptiedDatabase database;
  const StoreCopy store{extending};
  store.write(
      "tables/9.sql",
      "CREATE TYPE kind AS ENUM ('a');\nCREATE VIEW recent AS SELECT * FROM domain_events;\n");
  require_seeded(seed(database, store));
  require_seeded(seed(database, store, {"--replace"}));
}

TEST_CASE("statements and comments of 30 kB are taken", "[pg][seed]") {
  const EmptiedDatabase database;
  const std::string comment = "-- " + std::string(30'000, 'x') + "\n";
  const std::string blanks(30'000, ' ');
  const StoreCopy store{extending};
  store.write("indexes/own.sql", "-- read by: find_event\n" + comment + "CREATE INDEX" + blanks +
                                     "own ON domain_events (event_id)\n" + comment +
                                     " WHERE sequence_number > 1;\nCOMMENT ON INDEX own IS '" +
                                     std::string(30'000, 'x') + "';\n");
  store.write("tables/9.sql", comment + "CREATE TABLE more (a int, /*" + comment + "*/ b int);\n");
  require_seeded(seed(database, store));
}

TEST_CASE("all that a store's tables lack is named at once, before anything is made",
          "[pg][seed]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  const StoreCopy store{"reference"};
  const auto refused = [&](const std::vector<std::string>& reasons) {
    const ProgramResult result = seed(database, store);
    INFO(result.err);
    CHECK(result.exit_code == 2);
    for (const std::string& reason : reasons) CHECK_THAT(result.err, ContainsSubstring(reason));
    CHECK(session.run("SELECT count(*) AS n FROM pg_class WHERE oid >= 16384 AND relkind = 'r'")
              .integer(0, "n") == 0);
  };
  const std::string alter = "ALTER TABLE domain_events ";
  store.write("tables/9.sql", alter +
                                  "DROP COLUMN event_type; ALTER TABLE aggregate_snapshots "
                                  "RENAME TO other; " +
                                  alter + "DROP COLUMN payload_revision; " + alter +
                                  "ADD COLUMN payload_revision text GENERATED ALWAYS AS ('1') "
                                  "STORED, ADD COLUMN shard int NOT NULL");
  refused({store.path() + "/store.toml:", "has no column event_type, which event_type is mapped to",
           "payload_revision is a generated column", "shard is NOT NULL without a default",
           "[snapshots] is table \"aggregate_snapshots\""});
  store.write("tables/9.sql", alter + "ADD CHECK (metadata::text = '{}')");
  refused({store.path() + "/store.toml:", "COPY cannot fill table domain_events",
           "violates check constraint"});
  store.remove("tables/9.sql");
  store.replace("store.toml", "\"domain_events\"", "\"es.events\"");
  refused(
      {"[events] is table \"es.events\"", "write table = \"events\"", "options=-csearch_path=es"});
}

TEST_CASE("what cannot be read in a store folder is named", "[pg][seed]") {
  const EmptiedDatabase database;
  const StoreCopy store{"reference"};
  const auto refused = [&](const std::string& file, const std::string& reason) {
    const ProgramResult result = seed(database, store);
    INFO(result.err);
    CHECK(result.exit_code == 2);
    CHECK(result.err ==
          "seed-events: cannot read " + store.path() + "/" + file + ": " + reason + "\n");
    store.remove(file);
  };
  fs::create_symlink("gone.sql", store.path() + "/operations/other.sql");
  refused("operations/other.sql", "it is a symbolic link to gone.sql, which does not exist");
  fs::create_symlink("gone", store.path() + "/shared");
  refused("shared", "it is a symbolic link to gone, which does not exist");
  fs::create_directory(store.path() + "/tables/8.sql");
  refused("tables/8.sql", "it is a directory, not a file");
  store.write("tables/8.sql", std::string{"\xFF\xFES\0", 4});
  refused("tables/8.sql", "it is UTF-16 or UTF-32; save it as UTF-8");
  // Editors and file managers leave these.
  fs::create_symlink("user@host.1", store.path() + "/tables/.#8.sql");
  store.write("tables/._8.sql", std::string{"\0\5\x16", 3});
  require_seeded(seed(database, store));
}

}  // namespace eventstore::tests
