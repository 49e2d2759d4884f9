// seed-events --format: files that psql alone makes a seeded database of.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/pg/session.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;

namespace fs = std::filesystem;

namespace {

ProgramResult seed_events(const ScratchDatabase& database, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--database", database.connection_string()});
  return run_program("seed-events", arguments);
}

/// 4,000 events of 5 tenants as files; `database` tells the columns.
ProgramResult write_files(const ScratchDatabase& database, const std::string& format,
                          const std::string& output, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"--format", format,      "--output", output,   "--events",
                                     "4000",     "--tenants", "5",        "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return seed_events(database, arguments);
}

/// psql as a user would call it, in a directory that is not the script's.
ProgramResult load(const ScratchDatabase& database, const std::string& script) {
  return run_program("/usr/bin/env",
                     {"-C", "/", "psql", "-X", "-d", database.connection_string(), "-f", script});
}

std::string last_word(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n') + 1;
  const std::size_t space = text.find_last_of(' ', end);
  return text.substr(space + 1, end - space - 1);
}

std::vector<std::string> names_in(const TemporaryDirectory& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{directory.path()}) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::int64_t relations_of(const ScratchDatabase& database) {
  pg::Session session{database.database()};
  return session
      .run("SELECT count(*) AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace")
      .integer(0, "n");
}

}  // namespace

TEST_CASE("files are loaded by psql alone, and verify", "[pg][export]") {
  const std::string store = GENERATE("reference", "eaf-v1");
  const std::string format = GENERATE("csv", "binary", "sql");
  CAPTURE(store, format);
  const EmptiedDatabase database;
  const TemporaryDirectory directory;
  const auto written =
      write_files(database, format, directory / ("events." + format), {"--store", store});
  INFO(written.err);
  REQUIRE(written.exit_code == 0);
  CHECK(relations_of(database) == 0);

  const bool is_sql = format == "sql";
  const auto loaded = load(database, directory / (is_sql ? "events.sql" : "events.load.sql"));
  INFO(loaded.out << loaded.err);
  REQUIRE(loaded.exit_code == 0);
  CHECK(loaded.err.empty());
  const auto verified = seed_events(database, {"--verify", "--store", store});
  INFO(verified.out << verified.err);
  CHECK(verified.exit_code == 0);
  CHECK(last_word(verified.out) == last_word(written.out));

  // The database is to be used as any other: the next position is free, indexes are there.
  pg::Session session{database.database()};
  const std::string column = store == "reference" ? "global_position" : "global_sequence_id";
  CHECK(session
            .run("SELECT nextval(pg_get_serial_sequence('domain_events', $1::text)) AS next",
                 {{column}})
            .integer(0, "next") == 4'001);
  CHECK(session.run("SELECT count(*) AS n FROM pg_indexes WHERE tablename = 'domain_events'")
            .integer(0, "n") == (store == "reference" ? 5 : 7));
  const auto review = run_program("plan-review", {"--store", store, "--filter", "find_event",
                                                  "--database", database.connection_string()});
  CHECK((review.exit_code == 0 || review.exit_code == 5));
}

TEST_CASE("what is only a notice is not said when files are loaded", "[pg][export]") {
  const StoreCopy store{"reference"};
  // As on a server without lz4, where the tables say so.
  store.write("tables/9_notice.sql", "DO $$ BEGIN RAISE NOTICE 'another method'; END $$");
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  session.run("CREATE SCHEMA eventstore_harness");  // Is there already, which is a notice as well.
  const TemporaryDirectory directory;
  const std::string format = GENERATE("csv", "sql");
  const auto written =
      write_files(database, format, directory / ("events." + format), {"--store", store.path()});
  INFO(written.err);
  REQUIRE(written.exit_code == 0);
  const auto loaded =
      load(database, directory / (format == "sql" ? "events.sql" : "events.load.sql"));
  INFO(loaded.err);
  CHECK(loaded.exit_code == 0);
  CHECK(loaded.err.empty());
}

TEST_CASE("files hold what seeding writes", "[pg][export]") {
  const EmptiedDatabase database;
  const auto exported = write_files(database, "csv", "/dev/null");
  REQUIRE(exported.exit_code == 0);
  const auto seeded = seed_events(database, {"--events", "4000", "--tenants", "5", "--quiet"});
  REQUIRE(seeded.exit_code == 0);
  CHECK(last_word(exported.out) == last_word(seeded.out));
}

TEST_CASE("positions ascend in a file", "[pg][export]") {
  const EmptiedDatabase database;
  const TemporaryDirectory directory;
  const auto written = seed_events(
      database, {"--events", "20000", "--format", "csv", "--output", directory / "events.csv"});
  REQUIRE(written.exit_code == 0);
  std::ifstream file{directory / "events.csv"};
  std::int64_t position = 0;
  for (std::string line; std::getline(file, line);) {
    REQUIRE(line.starts_with(std::to_string(++position) + ","));
  }
  CHECK(position == 20'000);
}

TEST_CASE("bytea, and an identity that is always drawn, are filled from every format",
          "[pg][export]") {
  const std::string format = GENERATE("csv", "binary", "sql");
  CAPTURE(format);
  const StoreCopy store{"reference"};
  store.replace("tables/2_domain_events.sql", "payload           json ", "payload           bytea");
  store.replace("tables/2_domain_events.sql", "BY DEFAULT AS IDENTITY", "ALWAYS AS IDENTITY");
  const EmptiedDatabase database;
  const TemporaryDirectory directory;
  const auto written =
      write_files(database, format, directory / "e.data", {"--store", store.path()});
  INFO(written.err);
  REQUIRE(written.exit_code == 0);
  const auto loaded = load(database, directory / (format == "sql" ? "e.data" : "e.load.sql"));
  INFO(loaded.err);
  REQUIRE(loaded.exit_code == 0);
  CHECK(seed_events(database, {"--verify", "--store", store.path(), "--quiet"}).exit_code == 0);
}

TEST_CASE("a script stops where it would meet data, and changes nothing", "[pg][export]") {
  const EmptiedDatabase database;
  const TemporaryDirectory directory;
  REQUIRE(write_files(database, "csv", directory / "e.csv").exit_code == 0);
  REQUIRE(write_files(database, "sql", directory / "e.sql", {"--batch", "100"}).exit_code == 0);
  pg::Session session{database.database()};
  SECTION("a table of somebody else") {
    session.run("CREATE TABLE aggregate_snapshots (mine integer)");
    const auto loaded = load(database, directory / "e.load.sql");
    CHECK(loaded.exit_code == 3);
    CHECK_THAT(loaded.err, ContainsSubstring("has a table public.aggregate_snapshots already"));
    CHECK_THAT(load(database, directory / "e.sql").err, ContainsSubstring("already"));
    CHECK(relations_of(database) == 1);
  }
  SECTION("a data set") {
    REQUIRE(load(database, directory / "e.load.sql").exit_code == 0);
    const auto again = load(database, directory / "e.load.sql");
    CHECK(again.exit_code == 3);
    CHECK_THAT(again.err, ContainsSubstring("holds data of seed-events already"));
    CHECK(seed_events(database, {"--verify", "--quiet"}).exit_code == 0);
  }
  SECTION("a file that is gone") {
    fs::remove(directory / "e.tenants.csv");
    const auto loaded = load(database, directory / "e.load.sql");
    CHECK(loaded.exit_code == 3);
    CHECK_THAT(loaded.err, ContainsSubstring("e.tenants.csv must stand beside e.load.sql"));
    CHECK(relations_of(database) == 0);
  }
  SECTION("a file that was cut") {
    fs::resize_file(directory / "e.csv", fs::file_size(directory / "e.csv") / 2);
    CHECK(load(database, directory / "e.load.sql").exit_code == 3);
    CHECK(relations_of(database) == 0);
  }
}

TEST_CASE("SQL on standard output is loaded through a pipe", "[pg][export]") {
  const EmptiedDatabase database;
  const auto written = write_files(database, "sql", "-", {"--batch", "7"});
  REQUIRE(written.exit_code == 0);
  CHECK_THAT(written.err, ContainsSubstring("wrote 4,000 events as sql to standard output"));
  const TemporaryDirectory directory;
  std::ofstream{directory / "piped.sql"} << written.out;
  const auto loaded = load(database, directory / "piped.sql");
  CHECK(loaded.err.empty());
  CHECK(seed_events(database, {"--verify", "--quiet"}).exit_code == 0);
}

TEST_CASE("CSV on standard output is the events and nothing else", "[pg][export]") {
  const EmptiedDatabase database;
  const auto written =
      seed_events(database, {"--events", "4000", "--format", "csv", "--output", "-"});
  REQUIRE(written.exit_code == 0);
  CHECK(std::count(written.out.begin(), written.out.end(), '\n') == 4'000);
  CHECK(written.out.starts_with("1,1,1,2025-01-06 "));
  CHECK_THAT(written.err, ContainsSubstring("snapshots, tenants and the script"));
}

TEST_CASE("a file is never overwritten unasked, nor left half written", "[pg][export]") {
  const EmptiedDatabase database;
  const TemporaryDirectory directory;
  const std::string file = directory / "e.csv";
  const std::vector<std::string> all{"e.csv", "e.load.sql", "e.snapshots.csv", "e.tenants.csv"};
  REQUIRE(write_files(database, "csv", file).exit_code == 0);
  CHECK(names_in(directory) == all);
  fs::remove(file);
  const auto refused = write_files(database, "csv", file);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("e.snapshots.csv is there already") &&
                              ContainsSubstring("--replace"));
  CHECK_FALSE(fs::exists(file));
  CHECK(write_files(database, "csv", file, {"--replace"}).exit_code == 0);
  CHECK(names_in(directory) == all);
  CHECK(write_files(database, "sql", directory / "new/folder/e.sql").exit_code == 0);
  fs::remove_all(directory / "new");

  const auto nowhere = write_files(database, "csv", directory / "e.csv/e.csv");
  CHECK(nowhere.exit_code == 2);
  CHECK_THAT(nowhere.err, ContainsSubstring("is not a directory"));
  CHECK(write_files(database, "sql", directory.path().string()).exit_code == 2);
  CHECK(write_files(database, "csv", directory / "it's.csv").exit_code == 2);
  CHECK(names_in(directory) == all);
}

TEST_CASE("a full disk and a reader that goes away end in one sentence", "[pg][export]") {
  const EmptiedDatabase database;
  const auto full = write_files(database, "csv", "/dev/full");
  CHECK(full.exit_code == 1);
  CHECK(full.err ==
        "seed-events: cannot write /dev/full: No space left on device; make room there, or name "
        "another file\n");

  // A limit of 1 MB on files stands for a disk that fills up while a file is written.
  const TemporaryDirectory directory;
  const auto small_disk =
      run_program("/bin/bash", {"-c", "trap '' XFSZ; ulimit -f 1000; exec \"$@\"", "-",
                                program_directory() + "/seed-events", "--format", "csv", "--output",
                                directory / "e.csv", "--events", "4000", "--quiet", "--database",
                                database.connection_string()});
  CHECK(small_disk.exit_code == 1);
  CHECK_THAT(small_disk.err, ContainsSubstring("cannot write " + (directory / "e.csv")));
  CHECK(names_in(directory).empty());

  const auto cut = run_program(
      "/bin/bash", {"-c", "set -o pipefail; \"$@\" | head -c 100 > /dev/null", "-",
                    program_directory() + "/seed-events", "--format", "csv", "--output", "-",
                    "--events", "4000", "--quiet", "--database", database.connection_string()});
  CHECK(cut.exit_code == 1);
  CHECK(cut.err == "seed-events: standard output: its reader went away before the end\n");
}

TEST_CASE("columns are never taken from tables of somebody else", "[pg][export]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  session.run("CREATE TABLE domain_events (global_position integer)");
  const auto refused = write_files(database, "binary", "/dev/null");
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("table domain_events") &&
                              ContainsSubstring("was not made for the store reference"));
  session.run("DROP TABLE domain_events");
  REQUIRE(seed_events(database, {"--events", "4000", "--tenants", "5", "--quiet"}).exit_code == 0);
  CHECK(write_files(database, "binary", "/dev/null").exit_code == 0);
  CHECK(write_files(database, "binary", "/dev/null", {"--store", "eaf-v1"}).exit_code == 2);
}

TEST_CASE("options that do not go with files are refused, with the way out",
          "[pg][export][bad-input]") {
  struct Bad {
    std::vector<std::string> arguments;
    std::string named;
  };
  const Bad bad = GENERATE(
      Bad{{"--format", "csv"}, "--format csv needs --output FILE"},
      Bad{{"--output", "e.csv"}, "--output needs --format"},
      Bad{{"--format", "xml", "--output", "e"}, "say csv, binary or sql"},
      Bad{{"--batch", "10", "--format", "binary", "--output", "e"}, "--format sql"},
      Bad{{"--batch", "10", "--format", "csv", "--output", "e"}, "--format sql"},
      Bad{{"--batch", "0", "--format", "sql", "--output", "e"}, "--batch"},
      Bad{{"--format", "csv", "--output", "e", "--verify"}, "leave out --verify"},
      Bad{{"--format", "csv", "--output", "e", "--reuse"}, "leave out --reuse"},
      Bad{{"--format", "csv", "--output", "e", "--dry-run"}, "leave out --dry-run"},
      Bad{{"--format", "csv", "--output", "e", "--describe"}, "leave out --describe"},
      Bad{{"--format", "csv", "--output", "e", "--connections", "2"}, "leave out --connections"},
      Bad{{"--format", "csv", "--output", "e", "--out", "r.json"}, "leave out --out"});
  const auto result = run_program("seed-events", bad.arguments);
  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err, ContainsSubstring(bad.named));
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
}
