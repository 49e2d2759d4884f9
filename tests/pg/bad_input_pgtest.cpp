// What every tool says, and with which exit code, when what it is given makes no sense.

#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

const std::vector<std::string> database_tools{"seed-events", "eventstore_bench", "plan-review"};

/// One sentence and nothing else: no stack trace, no dump, no second line.
void check_one_line(const ProgramResult& result, const std::string& program) {
  INFO(result.err);
  CHECK(result.err.starts_with(program + ": "));
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
}

}  // namespace

TEST_CASE("an unknown option is bad usage for every tool", "[pg][bad-input]") {
  const std::string program = GENERATE("seed-events", "eventstore_bench", "plan-review",
                                       "bench-report", "eventstore-server");
  const auto result = run_program(program, {"--no-such-option"});
  CHECK(result.exit_code == 2);
  check_one_line(result, program);
  CHECK_THAT(result.err, ContainsSubstring("--no-such-option") || ContainsSubstring("required"));
}

TEST_CASE("a server that is not there is a failure, and the sentence names it", "[pg][bad-input]") {
  const std::string program = GENERATE(from_range(database_tools));
  const auto result =
      run_program(program, {"--database", "host=127.0.0.1 port=1 dbname=nowhere user=nobody"});
  CHECK(result.exit_code == 1);
  check_one_line(result, program);
  CHECK_THAT(result.err, ContainsSubstring("nowhere"));
}

TEST_CASE("a connection string that libpq cannot read is bad usage", "[pg][bad-input]") {
  const std::string program = GENERATE(from_range(database_tools));
  const auto result = run_program(program, {"--database", "host=localhost prot=5432"});
  CHECK(result.exit_code == 2);
  check_one_line(result, program);
  CHECK_THAT(result.err, ContainsSubstring("prot"));
}

TEST_CASE("a role that may not connect is told so, and no password is repeated",
          "[pg][bad-input]") {
  const EmptiedDatabase scratch;
  const std::string program = GENERATE(from_range(database_tools));
  const auto result = run_program(
      program, {"--database", scratch.connection_string() + " user=no_such_role password=secret7"});
  CHECK(result.exit_code == 1);
  check_one_line(result, program);
  CHECK_THAT(result.err, ContainsSubstring("no_such_role"));
  CHECK_THAT(result.err, !ContainsSubstring("secret7"));
}

TEST_CASE("a database without data is bad usage, and the sentence holds the command to run",
          "[pg][bad-input]") {
  const EmptiedDatabase scratch;
  const std::string program = GENERATE("eventstore_bench", "plan-review");
  const auto result = run_program(program, {"--database", scratch.connection_string()});
  CHECK(result.exit_code == 2);
  check_one_line(result, program);
  CHECK_THAT(result.err, ContainsSubstring("seed-events --events 1000000 --tenants 12"));
}

TEST_CASE("a store that the database was not seeded for is bad usage", "[pg][bad-input]") {
  const auto seeded = SeededDatabase::create_or_skip();
  for (const std::string program : {"eventstore_bench", "plan-review"}) {
    const auto result = seeded.run(program, {"--store", "eaf-v1"});
    CAPTURE(program);
    CHECK(result.exit_code == 2);
    check_one_line(result, program);
    CHECK_THAT(result.err, ContainsSubstring("'reference'") && ContainsSubstring("--store"));
  }
}

TEST_CASE("a half-loaded database is refused", "[pg][bad-input]") {
  const auto seeded = SeededDatabase::create_or_skip();
  pg::Session session{seeded.database()};
  auto manifest = *dataset::read_manifest(session);
  manifest.state = "loading";
  dataset::write_manifest(session, manifest);
  for (const char* program : {"eventstore_bench", "plan-review"}) {
    const auto result = seeded.run(program, {});
    CAPTURE(program);
    CHECK(result.exit_code == 2);
    CHECK_THAT(result.err, ContainsSubstring("--replace"));
  }
}

TEST_CASE("a store profile with a typing error is refused with file and line", "[pg][bad-input]") {
  const StoreCopy store{"reference"};
  store.replace("store.toml", "tenant_key       =", "tenant_kei       =");
  const std::string program = GENERATE(from_range(database_tools));
  const auto result = run_program(program, {"--store", store.path()});
  CHECK(result.exit_code == 2);
  check_one_line(result, program);
  CHECK_THAT(result.err, ContainsSubstring("store.toml:") && ContainsSubstring("tenant_kei"));
}

TEST_CASE("an empty catalogue is refused", "[pg][bad-input]") {
  const StoreCopy store{"reference"};
  store.remove("operations");
  const std::string program = GENERATE(from_range(database_tools));
  const auto result = run_program(program, {"--store", store.path()});
  CHECK(result.exit_code == 2);
  check_one_line(result, program);
  CHECK_THAT(result.err, ContainsSubstring("no operations"));
}

TEST_CASE("a table that is gone is named", "[pg][bad-input]") {
  const auto seeded = SeededDatabase::create_or_skip();
  seeded.change("DROP TABLE aggregate_snapshots");
  const auto refused = seeded.run("plan-review", {});
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("table public.aggregate_snapshots is not in the"));
  const auto bench = seeded.run(
      "eventstore_bench", {"--allow-differences", "--benchmark_filter=load_snapshot/unknown"});
  CHECK(bench.exit_code == 1);
  CHECK_THAT(bench.out, ContainsSubstring("\"aggregate_snapshots\" does not exist"));
  const auto review = seeded.run("plan-review", {"--allow-differences"});
  CHECK(review.exit_code == 1);
  CHECK_THAT(review.err, ContainsSubstring("\"aggregate_snapshots\" does not exist"));
}

TEST_CASE("a tenant's name is data, whatever it says", "[pg][bad-input]") {
  const std::string hostile = "'; DROP TABLE domain_events; --";
  const auto seeded = SeededDatabase::create_or_skip("eaf-v1");
  {
    pg::Session session{seeded.database()};
    auto manifest = *dataset::read_manifest(session);
    const std::string hot = manifest.subjects.at("hot").id;
    session.run("UPDATE domain_events SET tenant_id = $1 WHERE tenant_id = $2", {hostile, hot});
    session.run("UPDATE aggregate_snapshots SET tenant_id = $1 WHERE tenant_id = $2",
                {hostile, hot});
    session.run("ANALYZE domain_events");
    manifest.subjects.at("hot").id = hostile;
    dataset::write_manifest(session, manifest);
  }

  const auto bench =
      seeded.run("eventstore_bench", {"--store", "eaf-v1", "--benchmark_min_time=0.01", "--warm-up",
                                      "0", "--benchmark_filter=hot"});
  INFO(bench.out << bench.err);
  CHECK((bench.exit_code == 0 || bench.exit_code == 3));
  const auto review =
      seeded.run("plan-review", {"--store", "eaf-v1", "--mode", "custom", "--filter", "hot"});
  INFO(review.out << review.err);
  CHECK((review.exit_code == 0 || review.exit_code == 5));
  pg::Session session{seeded.database()};
  CHECK(session.run("SELECT count(*) AS n FROM domain_events").integer(0, "n") == seeded_events);
}

TEST_CASE("an option that is given with nothing in it does not mean its default",
          "[pg][bad-input]") {
  const std::string program = GENERATE(from_range(database_tools));
  for (const std::string option : {"--database", "--store"}) {
    const auto result = run_program(program, {option, ""});
    CHECK(result.exit_code == 2);
    check_one_line(result, program);
    CHECK_THAT(result.err, ContainsSubstring(option + " is empty"));
  }
}

TEST_CASE("what a tool prints into a closed output never goes into a file or a connection",
          "[pg][bad-input]") {
  const EmptiedDatabase database;
  const TemporaryDirectory directory;
  const auto seed_events = [&](const std::string& streams, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     {"-c", R"("$0" "$@" )" + streams, program_directory() + "/seed-events",
                      "--database", database.connection_string(), "--events", "500"});
    return run_program("/bin/sh", arguments);
  };
  const auto text_of = [&](const std::string& file) { return file_text(directory / file); };
  REQUIRE(seed_events("", {"--format", "csv", "--output", directory / "a.csv"}).exit_code == 0);
  for (const std::string streams : {">&-", "<&- >&- 2>&-"}) {
    INFO(streams);
    const auto result =
        seed_events(streams, {"--format", "csv", "--output", directory / "b.csv", "--replace"});
    CHECK(result.exit_code == 0);
    CHECK(text_of("b.csv") == text_of("a.csv"));
    CHECK(seed_events(streams, {"--replace"}).exit_code == 0);
    CHECK(seed_events(streams, {"--verify"}).exit_code == 0);
  }
}

TEST_CASE("bench-report refuses what is no result document", "[pg][bad-input]") {
  const TemporaryDirectory directory;
  const auto missing = run_program("bench-report", {"render", directory / "missing.json"});
  CHECK(missing.exit_code == 2);
  check_one_line(missing, "bench-report");
  CHECK_THAT(missing.err, ContainsSubstring("missing.json"));
}

}  // namespace eventstore::tests
