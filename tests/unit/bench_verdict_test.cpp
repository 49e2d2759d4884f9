// What a run of eventstore_bench says as a whole, and which targets concern a measurement.

#include <catch2/catch_test_macros.hpp>

#include "bench/judge.hpp"
#include "bench/summary.hpp"

namespace eventstore::bench {

using result::BenchmarkResult;
using result::Verdict;

namespace {

BenchmarkResult measured(Verdict verdict, std::optional<bool> steady) {
  return {.verdict = verdict, .steady = steady, .samples = 10};
}

}  // namespace

TEST_CASE("what never got steady misses no target, and in a strict run meets none",
          "[unit][bench]") {
  const auto code = [](std::vector<BenchmarkResult> results, bool is_strict) {
    return exit_code_of(results, is_strict);
  };
  CHECK(code({measured(Verdict::pass, false)}, true) == ExitCode::no_verdict);
  CHECK(code({measured(Verdict::pass, false)}, false) == ExitCode::success);
  CHECK(code({measured(Verdict::fail, false)}, true) == ExitCode::no_verdict);
  CHECK(code({measured(Verdict::fail, false)}, false) == ExitCode::no_verdict);
  CHECK(code({measured(Verdict::no_verdict, false)}, false) == ExitCode::no_verdict);
  CHECK(code({measured(Verdict::no_target, false)}, false) == ExitCode::success);
  CHECK(code({measured(Verdict::no_target, false)}, true) == ExitCode::no_verdict);
  CHECK(code({measured(Verdict::no_verdict, false), measured(Verdict::fail, true)}, false) ==
        ExitCode::sla_missed);
  CHECK(code({measured(Verdict::fail, true)}, true) == ExitCode::sla_missed);
  CHECK(code({measured(Verdict::pass, std::nullopt)}, true) == ExitCode::success);
  CHECK(code({measured(Verdict::fail, true), measured(Verdict::pass, false)}, true) ==
        ExitCode::sla_missed);
  CHECK(code({measured(Verdict::pass, false), measured(Verdict::fail, true)}, true) ==
        ExitCode::sla_missed);
  CHECK(code({measured(Verdict::fail, true), BenchmarkResult{.verdict = Verdict::fail}}, true) ==
        ExitCode::failure);
}

TEST_CASE("a target is for one thread and a warm cache unless it says otherwise", "[unit][bench]") {
  catalogue::Operation operation{.name = "find_event"};
  operation.slas = {
      {.percentile = 95, .limit_ms = 5},
      {.percentile = 99, .limit_ms = 50, .when = {{"threads", "8"}, {"tenant", "hot"}}},
      {.percentile = 50, .limit_ms = 90, .when = {{"cache", "cold"}}}};
  const catalogue::Case which{.name = "known", .settings = {{"tenant", "hot"}}};
  const auto target = [&](const Axes& axes) {
    return target_text(CaseMeasurement{operation, which, axes});
  };
  CHECK(target({}) == "p95 < 5 ms");
  CHECK(target({.threads = 8}) == "p99 < 50 ms");
  CHECK(target({.threads = 4}).empty());
  CHECK(target({.cache = Cache::cold}) == "p50 < 90 ms");
  CHECK(target({.protocol = Protocol::simple}) == "p95 < 5 ms");
  CHECK(target({.protocol = Protocol::pipeline}).empty());
}

TEST_CASE("an operation is measured along the axes that make a difference to it", "[unit][bench]") {
  AxisLists lists;
  lists.threads = {1, 8};
  lists.formats = {pg::ResultFormat::binary, pg::ResultFormat::text};
  lists.synchronous_commits = {SynchronousCommit::on, SynchronousCommit::off};
  catalogue::Operation read{.name = "find_event", .steps = {{.sql = "read"}}};
  catalogue::Operation write{.name = "append_events",
                             .steps = {{.sql = "write", .modifies = true, .writes = true}}};
  CHECK(lists.points_for(read).size() == 4);   // Threads and formats.
  CHECK(lists.points_for(write).size() == 4);  // Threads and commits.
  for (const Axes& point : lists.points_for(read)) {
    CHECK_FALSE(point.settings().contains("synchronous_commit"));
  }
  for (const Axes& point : lists.points_for(write)) {
    CHECK_FALSE(point.settings().contains("format"));
  }
  lists.protocols = {Protocol::simple};
  for (const Axes& point : lists.points_for(read)) CHECK(point.settings().at("format") == "text");
}

TEST_CASE("a measurement's name tells what is not as usual", "[unit][bench]") {
  CHECK(Axes{}.suffix().empty());
  CHECK(Axes{.threads = 8, .protocol = Protocol::simple, .cache = Cache::cold}.suffix() ==
        "/cache:cold/protocol:simple/threads:8");
}

}  // namespace eventstore::bench
