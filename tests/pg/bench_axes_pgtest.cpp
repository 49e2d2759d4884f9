// eventstore_bench along its axes: protocols, formats, threads, placement, cold caches.

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sys/stat.h>

#include "core/result/document.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;
using result::BenchmarkResult;

namespace {

/// What was measured of the cases that `filter` selects, by title: "find_event/known_hot
/// format=text".
std::map<std::string, BenchmarkResult> measured(const SeededDatabase& seeded,
                                                const std::string& filter,
                                                std::vector<std::string> axes) {
  const TemporaryDirectory directory;
  axes.insert(axes.begin(), {"--benchmark_filter=" + filter, "--benchmark_min_time=0.02", "--out",
                             directory / "result.json"});
  if (std::find(axes.begin(), axes.end(), "--warm-up") == axes.end()) {
    axes.insert(axes.end(), {"--warm-up", "0"});
  }
  const auto run = seeded.run("eventstore_bench", axes);
  INFO(run.out << run.err);
  REQUIRE((run.exit_code == 0 || run.exit_code == 3));
  std::map<std::string, BenchmarkResult> results;
  for (const BenchmarkResult& each : result::read_document(directory / "result.json").benchmarks) {
    results[each.operation + "/" + each.case_title()] = each;
  }
  return results;
}

std::set<std::string> titles(const std::map<std::string, BenchmarkResult>& results) {
  std::set<std::string> all;
  for (const auto& [title, result] : results) all.insert(title);
  return all;
}

/// find_event with this one target.
std::string with_target(const StoreCopy& store, const std::string& target) {
  const std::string file = file_text(store.path() + "/operations/find_event.sql");
  std::string text;
  std::istringstream lines{file};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("-- @sla")) continue;
    text += line + "\n";
    if (line.starts_with("-- @question")) text += "-- @sla " + target + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("every protocol and format gets the same rows", "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto results = measured(
      seeded, "load_aggregate/hot_10$",
      {"--protocol", "prepared,simple,pipeline", "--format", "binary,text", "--threads", "1,4"});
  CHECK(titles(results) ==
        std::set<std::string>{"load_aggregate/hot_10", "load_aggregate/hot_10 format=text",
                              "load_aggregate/hot_10 format=text protocol=simple",
                              "load_aggregate/hot_10 protocol=pipeline",
                              "load_aggregate/hot_10 format=text protocol=pipeline",
                              "load_aggregate/hot_10 threads=4",
                              "load_aggregate/hot_10 format=text threads=4",
                              "load_aggregate/hot_10 format=text protocol=simple threads=4",
                              "load_aggregate/hot_10 protocol=pipeline threads=4",
                              "load_aggregate/hot_10 format=text protocol=pipeline threads=4"});
  for (const auto& [title, result] : results) {
    INFO(title);
    CHECK(result.samples > 0);
    CHECK(result.rows_per_call == 10.0);
  }
}

TEST_CASE("threads that append to the same aggregates have each their own", "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto results =
      measured(seeded, "append_events/(new_1|cold_short_1|hot_long_1)$", {"--threads", "2,64"});
  // Any conflict would end the measurement as a failure.
  CHECK(results.at("append_events/new_1 threads=64").samples >= 64);
  CHECK(results.at("append_events/cold_short_1 threads=2").samples > 0);
  const auto& crowded = results.at("append_events/hot_long_1 threads=64");
  CHECK(crowded.verdict == result::Verdict::not_applicable);
  CHECK_THAT(crowded.reason, ContainsSubstring("fewer than threads that write to"));
}

TEST_CASE("appends in a pipeline are all stored", "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto results = measured(seeded, "append_events/(new_10|hot_long_1|stale)$",
                                {"--protocol", "pipeline", "--threads", "2,16"});
  for (const std::string threads : {"2", "16"}) {
    const auto& stored = results.at("append_events/new_10 protocol=pipeline threads=" + threads);
    CHECK(stored.samples > 0);
    CHECK(stored.rows_per_call == 10.0);
  }
  CHECK(results.at("append_events/hot_long_1 protocol=pipeline threads=2").verdict ==
        result::Verdict::not_applicable);
}

TEST_CASE("a statement that fails in a pipeline is a failure, not a number",
          "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const StoreCopy store{"reference"};
  // The first call, which is checked, is not in a pipeline: the fourth is.
  seeded.change("CREATE SEQUENCE calls");
  store.replace("operations/create_tail_token.sql", "-- @question", "-- @writes\n-- @question");
  store.replace(
      "operations/create_tail_token.sql", "SELECT ",
      "SELECT CASE WHEN nextval('calls') > 3 THEN 1 / (random() * 0)::int END AS broken, ");
  const auto run = seeded.run("eventstore_bench",
                              {"--store", store.path(), "--benchmark_filter=create_tail_token",
                               "--protocol", "pipeline", "--warm-up", "0"});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 1);
  CHECK_THAT(run.out, ContainsSubstring("division by zero"));
}

TEST_CASE("a call's time is told apart, with what it took of the server", "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto results = measured(seeded, "load_aggregate/hot_1000$|append_events/new_10$", {});
  const auto& read = results.at("load_aggregate/hot_1000");
  REQUIRE(read.costs.has_value());
  CHECK(read.costs->decoding_ns > 0.0);
  CHECK(read.costs->decoding_ns < read.mean_ns);
  if (!read.costs->execution_ns) SKIP("this server has no pg_stat_statements");
  CHECK(*read.costs->execution_ns < read.mean_ns);
  // 1000 rows of 1 kB: to make text or binary of them costs more than to find them.
  REQUIRE(read.costs->plan_ns.has_value());
  CHECK(*read.costs->plan_ns < *read.costs->execution_ns);
  CHECK(*read.costs->buffers_hit + *read.costs->buffers_read > 100.0);
  const auto& write = results.at("append_events/new_10");
  CHECK(*write.costs->wal_bytes > 10.0 * 500.0);
  CHECK_FALSE(write.costs->plan_ns.has_value());
}

TEST_CASE("client and server that are pinned to one core are seen there", "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  for (const std::string how : {"same", "apart"}) {
    const auto results = measured(seeded, "find_event/unknown$",
                                  {"--pin", how, "--threads", "2,9", "--benchmark_min_time=0.5"});
    // With a thread for each connection, and with several connections of each thread.
    for (const std::string threads : {"2", "9"}) {
      const auto& result = results.at("find_event/unknown threads=" + threads);
      INFO(how << ", " << threads << " connections: " << result.placement);
      CHECK(result.pin == how);
      if (result.placement == "not known") SKIP("the server is not on this machine");
      CHECK_THAT(result.placement,
                 ContainsSubstring(how == "same" ? "in 100 % of" : "same core in 0 % of"));
    }
  }
}

TEST_CASE("a target that was missed by a case that never got steady is no verdict", "[pg][bench]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const StoreCopy store{"reference"};
  const auto run = [&](const std::string& target, std::vector<std::string> more) {
    store.write("operations/find_event.sql", with_target(store, target));
    more.insert(more.end(), {"--store", store.path(), "--benchmark_filter=find_event/known_hot",
                             "--benchmark_min_time=0.01", "--warm-up", "0.3"});
    return seeded.run("eventstore_bench", more);
  };
  const std::vector<std::string> unsteady{"--steady", "0.001"};
  const ProgramResult missed = run("p50 < 0.001 us", unsteady);
  INFO(missed.out << missed.err);
  CHECK(missed.exit_code == 7);
  CHECK_THAT(missed.out, ContainsSubstring("no verdict: p50 is ") &&
                             ContainsSubstring("but the case was not steady") &&
                             ContainsSubstring("0 missed it or failed") &&
                             ContainsSubstring("1 no verdict"));
  CHECK(run("p50 < 0.001 us", {"--steady", "0.001", "--strict"}).exit_code == 7);
  CHECK(run("p50 < 60 s", unsteady).exit_code == 0);
  const ProgramResult met = run("p50 < 60 s", {"--steady", "0.001", "--strict"});
  CHECK(met.exit_code == 7);
  CHECK_THAT(met.out, ContainsSubstring("no verdict: the target was met, but the case was not"));
  CHECK(run("p50 < 0.001 us", {"--steady", "10"}).exit_code == 3);
}

TEST_CASE("a rate that cannot get steady has no verdict in a strict run", "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const std::vector<std::string> strict{"--benchmark_filter=find_event/unknown$", "--strict",
                                        "--benchmark_min_time=0.02"};
  auto impossible = strict;
  impossible.insert(impossible.end(), {"--steady", "0.001", "--warm-up", "0.3"});
  const auto run = seeded.run("eventstore_bench", impossible);
  INFO(run.out << run.err);
  CHECK(run.exit_code == 7);
  CHECK_THAT(run.out, ContainsSubstring("not steady"));
  auto easy = strict;
  easy.insert(easy.end(), {"--steady", "10"});
  CHECK(seeded.run("eventstore_bench", easy).exit_code == 0);
  auto senseless = strict;
  senseless.insert(senseless.end(), {"--warm-up", "0"});
  CHECK(seeded.run("eventstore_bench", senseless).exit_code == 2);
}

TEST_CASE("a server elsewhere is never restarted, nor are its processes moved",
          "[pg][bench][beside]") {
  const OwnServer server{Tcp::without_password};
  const std::vector<std::string> there{"--database", server.superuser()};
  auto seed = there;
  seed.insert(seed.end(), {"--events", "2000"});
  REQUIRE(run_program("seed-events", seed).exit_code == 0);
  auto bench = there;
  bench.emplace_back("--cold");
  const auto run = run_program("eventstore_bench", bench);
  CHECK(run.exit_code == 2);
  CHECK_THAT(run.err, ContainsSubstring("--database"));

  // Over TCP a process id may be anybody's here.
  const auto pinned =
      run_program("eventstore_bench", {"--pin", "same", "--benchmark_filter=find_event/unknown$",
                                       "--warm-up", "0", "--database",
                                       "host=127.0.0.1 port=" + std::to_string(server.port()) +
                                           " user=eventstore dbname=postgres"});
  INFO(pinned.out << pinned.err);
  CHECK(pinned.exit_code == 1);
  CHECK_THAT(pinned.out, ContainsSubstring("reached over TCP"));
}

TEST_CASE("a cold call reads what a warm one finds", "[pg][bench][server]") {
  const TemporaryDirectory state;
  chmod((state / "").c_str(), 0755);  // The server's account has to get through.
  const RunOptions here{.environment = {{"EVENTSTORE_STATE", state / "state"}},
                        .time_limit = std::chrono::milliseconds{180'000}};
  const auto seed = run_program("seed-events", {"--events", "20000"}, here);
  INFO(seed.err);
  REQUIRE(seed.exit_code == 0);
  const auto run =
      run_program("eventstore_bench",
                  {"--cold", "--benchmark_filter=load_aggregate/hot_1000$|store_snapshot", "--out",
                   state / "result.json"},
                  here);
  CHECK(run_program("eventstore-server", {"destroy", "--yes"}, here).exit_code == 0);
  INFO(run.out << run.err);
  REQUIRE(run.exit_code == 0);
  const auto document = result::read_document(state / "result.json");
  for (const BenchmarkResult& result : document.benchmarks) {
    INFO(result.operation << "/" << result.case_title());
    CHECK(result.axes.at("cache") == "cold");
    CHECK(result.samples == (result.operation == "load_aggregate" ? 10 : 0));
  }
}

}  // namespace eventstore::tests
