// eventstore_bench as a user runs it: what it measures, what it refuses, where it writes.

#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/manifest.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"
#include "core/result/document.hpp"
#include "tests/support/background_program.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

/// Long enough for some samples of everything, too short for numbers that mean something.
const std::vector<std::string> quick{"--benchmark_min_time=0.01", "--warm-up", "0"};

std::vector<std::string> quickly(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), quick.begin(), quick.end());
  return arguments;
}

nlohmann::json json_of(const std::string& path) {
  std::ifstream file{path};
  return nlohmann::json::parse(file);
}

}  // namespace

TEST_CASE("every operation and case is measured, and the seeded data stay as they were",
          "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  const auto clones = living_clones(seeded);
  const auto result = seeded.run("eventstore_bench", quickly({"--out", directory / "result.json"}));
  INFO(result.out << result.err);
  CHECK((result.exit_code == 0 || result.exit_code == 3));  // A busy machine may miss a target.
  CHECK_THAT(result.out, ContainsSubstring("p95 < 10 ms"));

  const auto document = result::read_document(directory / "result.json");
  std::size_t cases = 0;
  for (const auto& operation : catalogue::load_catalogue("reference").operations) {
    cases += operation.cases.size();
  }
  CHECK(document.benchmarks.size() == cases);
  for (const auto& benchmark : document.benchmarks) {
    INFO(benchmark.operation << "/" << benchmark.case_name << ": " << benchmark.reason);
    const bool applies = benchmark.verdict != result::Verdict::not_applicable;
    CHECK(applies == (benchmark.samples > 0));
    std::uint64_t in_histogram = 0, outcomes = 0;
    for (const auto& [value, count] : benchmark.histogram) in_histogram += count;
    for (const auto& [name, count] : benchmark.outcomes) outcomes += count;
    CHECK(in_histogram == benchmark.samples);
    CHECK(outcomes == benchmark.samples);
    CHECK(benchmark.min_ns <= benchmark.p50_ns);
    CHECK(benchmark.p50_ns <= benchmark.p95_ns);
    CHECK(benchmark.p95_ns <= benchmark.p99_ns);
    CHECK(benchmark.p99_ns <= benchmark.max_ns);
  }
  CHECK(document.environment.contains("postgresql"));
  CHECK(clones_on_the_server(seeded) == clones);
  CHECK(seeded.run("seed-events", {"--verify"}).exit_code == 0);
}

TEST_CASE("every operation of the eaf-v1 store is measured as well", "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip("eaf-v1");
  const auto result = seeded.run("eventstore_bench", quickly({"--store", "eaf-v1"}));
  INFO(result.out << result.err);
  CHECK((result.exit_code == 0 || result.exit_code == 3));
}

TEST_CASE("a slowed statement misses its target and makes exit code 3", "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const StoreCopy store{"reference"};
  store.replace("operations/create_head_token.sql", "SELECT transaction_id,",
                "SELECT pg_sleep(0.002), transaction_id,");
  const auto result =
      seeded.run("eventstore_bench",
                 quickly({"--store", store.path(), "--benchmark_filter=create_head_token"}));
  INFO(result.out << result.err);
  CHECK(result.exit_code == 3);
  CHECK_THAT(result.out, ContainsSubstring("MISSED"));
}

TEST_CASE("a statement that returns the wrong number of rows is not timed", "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const StoreCopy store{"reference"};
  store.replace("operations/load_aggregate.sql", "ORDER BY sequence_number",
                "ORDER BY sequence_number LIMIT 7");
  const auto result =
      seeded.run("eventstore_bench",
                 quickly({"--store", store.path(), "--benchmark_filter=load_aggregate/hot_10$"}));
  INFO(result.out << result.err);
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.out, ContainsSubstring("returned or wrote 7 rows, where its @rows line says "
                                           "10..10"));
}

TEST_CASE("an append that ends otherwise than its case expects is a failure",
          "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const StoreCopy store{"reference"};
  store.replace("operations/append_events.sql", "version=stale   expect=version_conflict",
                "version=stale");
  const auto result =
      seeded.run("eventstore_bench",
                 quickly({"--store", store.path(), "--benchmark_filter=append_events/stale"}));
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.out, ContainsSubstring("the outcome was version_conflict, where the case "
                                           "expects ok"));
}

TEST_CASE("a statement that the server refuses is named with its file", "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const StoreCopy store{"reference"};
  store.replace("operations/find_event.sql", "FROM domain_events", "FROM domain_evnets");
  const auto result =
      seeded.run("eventstore_bench",
                 quickly({"--store", store.path(), "--benchmark_filter=find_event/unknown"}));
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.out, ContainsSubstring("find_event.sql") &&
                             ContainsSubstring("relation \"domain_evnets\" does not exist"));
}

TEST_CASE("Google Benchmark's own options keep working", "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  const auto result = seeded.run(
      "eventstore_bench",
      quickly({"--benchmark_filter=find_event/", "--benchmark_repetitions=3", "--out",
               directory / "result.json", "--benchmark_out=" + directory / "google.json"}));
  INFO(result.out << result.err);
  REQUIRE(result.exit_code == 0);
  std::map<std::string, std::uint64_t> samples;
  const auto google = json_of(directory / "google.json");
  for (const auto& run : google.at("benchmarks")) {
    if (run.at("run_type") != "iteration") continue;
    CHECK(run.contains("p95_us"));
    CHECK(run.at("samples") == run.at("iterations"));
    samples[run.at("run_name").get<std::string>()] += run.at("iterations").get<std::uint64_t>();
  }
  const auto document = result::read_document(directory / "result.json");
  REQUIRE(document.benchmarks.size() == 3);
  for (const auto& benchmark : document.benchmarks) {
    const std::string name = benchmark.operation + "/" + benchmark.case_name + "/manual_time";
    INFO(name);
    // All repetitions are merged, and what it took to find the number of iterations is not in it.
    CHECK(benchmark.samples == samples.at(name));
  }
  const auto listed = seeded.run("eventstore_bench", {"--benchmark_list_tests"});
  CHECK(listed.exit_code == 0);
  CHECK_THAT(listed.out, ContainsSubstring("append_events/new_1"));
  const auto json =
      seeded.run("eventstore_bench",
                 quickly({"--benchmark_filter=find_event/unknown", "--benchmark_format=json"}));
  CHECK(nlohmann::json::parse(json.out).at("benchmarks").size() == 1);
}

TEST_CASE("Google Benchmark's table is printed where it is asked for, and ours has the rest",
          "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto usual =
      seeded.run("eventstore_bench", quickly({"--benchmark_filter=find_event/unknown"}));
  INFO(usual.out << usual.err);
  CHECK(usual.exit_code == 0);
  CHECK_THAT(usual.out, !ContainsSubstring("Iterations") && !ContainsSubstring("manual_time"));
  CHECK_THAT(usual.out, ContainsSubstring("Where a call's time goes") &&
                            ContainsSubstring("client CPU") && ContainsSubstring("client memory") &&
                            ContainsSubstring("disk written"));
  const auto both =
      seeded.run("eventstore_bench",
                 quickly({"--benchmark_filter=find_event/unknown", "--benchmark_format=console"}));
  CHECK_THAT(both.out, ContainsSubstring("Iterations") &&
                           ContainsSubstring("find_event/unknown/manual_time") &&
                           ContainsSubstring("client memory"));
}

TEST_CASE("what the filter selects is listed without a server", "[pg][bench][beside]") {
  const RunOptions no_server{.environment = {{"EVENTSTORE_DATABASE", "host=/nowhere"}}};
  const auto list = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "--list");
    return run_program("eventstore_bench", arguments, no_server);
  };
  const auto all = list({});
  CHECK(all.exit_code == 0);
  CHECK_THAT(all.out, ContainsSubstring("\n  append_events/new_1 ") &&
                          ContainsSubstring("\n  find_event/unknown "));
  const auto some = list({"--benchmark_filter=find_event/", "--threads", "1,8"});
  INFO(some.out << some.err);
  CHECK(some.exit_code == 0);
  CHECK_THAT(some.out, ContainsSubstring("\nfind_event: ") &&
                           ContainsSubstring("\n  find_event/unknown ") &&
                           !ContainsSubstring("append_events/"));
  // Each case once, at however many points of the axes it is measured.
  CHECK(some.out.find("find_event/unknown ") == some.out.rfind("find_event/unknown "));
  CHECK_THAT(list({"--benchmark_filter=-append"}).out, !ContainsSubstring("append_events/"));
  CHECK(list({"--benchmark_filter=no_such_operation"}).exit_code == 2);
  CHECK(list({"--benchmark_filtre=find_event"}).exit_code == 2);
}

TEST_CASE("a filter that matches nothing and an unknown option are bad usage",
          "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto nothing = seeded.run("eventstore_bench", {"--benchmark_filter=no_such_operation"});
  CHECK(nothing.exit_code == 2);
  CHECK_THAT(nothing.err, ContainsSubstring("--list"));
  const auto unknown = seeded.run("eventstore_bench", {"--benchmark_repetition=3"});
  CHECK(unknown.exit_code == 2);
  CHECK_THAT(unknown.err, ContainsSubstring("--benchmark_repetition=3"));
}

TEST_CASE("a database that has pg_stat_statements itself is copied, and its figures are read",
          "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const bool counts = GENERATE(true, false);
  {
    pg::Session session{seeded.database()};
    const auto loaded = session.run("SHOW shared_preload_libraries");
    if (loaded.text(0, "shared_preload_libraries").find("pg_stat_statements") ==
        std::string::npos) {
      SKIP("this server has no pg_stat_statements");
    }
    session.run("CREATE SCHEMA \"Statistics\"");
    session.run("CREATE EXTENSION pg_stat_statements SCHEMA \"Statistics\"");
    if (!counts) {
      session.run("ALTER DATABASE " + session.identifier(seeded.database().name) +
                  " SET compute_query_id = off");
    }
  }
  const TemporaryDirectory directory;

  const auto bench = run_program(
      "eventstore_bench",
      quickly({"--database", seeded.database().connection_string,
               "--benchmark_filter=append_events/new_1$", "--out", directory / "bench.json"}));

  INFO(bench.err);
  CHECK((bench.exit_code == 0 || bench.exit_code == 3));
  const auto document = json_of(directory / "bench.json");
  CHECK(document.at("benchmarks").at(0).at("costs").contains("execution_ns") == counts);
  const bool is_said =
      bench.out.find("compute_query_id = off is set for database") != std::string::npos;
  CHECK(is_said != counts);
}

TEST_CASE("writes in place are removed again", "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto before = living_clones(seeded);
  const auto result = seeded.run(
      "eventstore_bench",
      quickly({"--in-place", "--benchmark_filter=append_events/new_10$|store_snapshot"}));
  INFO(result.out << result.err);
  CHECK((result.exit_code == 0 || result.exit_code == 3));
  CHECK(clones_on_the_server(seeded) == before);
  const auto verified = seeded.run("seed-events", {"--verify"});
  INFO(verified.out << verified.err);
  CHECK(verified.exit_code == 0);
}

TEST_CASE("a clone has the settings of the database it was made from", "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const std::string alter = "ALTER DATABASE \"" + seeded.database().name + "\" ";
  seeded.change(alter + "SET work_mem TO '7MB'");
  seeded.change(alter + "SET search_path TO public, pg_catalog");
  const pg::DisposableClone clone{seeded.database(), "test"};
  pg::Session session{clone.database()};
  CHECK(session.run("SHOW work_mem").text(0, "work_mem") == "7MB");
  CHECK(session.run("SHOW search_path").text(0, "search_path") == "public, pg_catalog");
}

TEST_CASE("writes in place that were not cleaned up make the data unusable, and are named",
          "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  {
    pg::Session session{seeded.database()};
    auto manifest = *dataset::read_manifest(session);
    manifest.state = "changed";
    dataset::write_manifest(session, manifest);
  }
  const auto result = seeded.run("eventstore_bench", {});
  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err, ContainsSubstring("--in-place") && ContainsSubstring("--replace"));
}

TEST_CASE("a living process keeps its clone when another one cleans up", "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto before = living_clones(seeded);
  {
    const pg::DisposableClone clone{seeded.database(), "test"};
    CHECK(clones_on_the_server(seeded) == before + 1);
    pg::drop_orphaned_clones(seeded.database());
    CHECK(clones_on_the_server(seeded) == before + 1);
    CHECK_NOTHROW(pg::Session{clone.database()});
  }
  CHECK(clones_on_the_server(seeded) == before);
}

}  // namespace eventstore::tests
