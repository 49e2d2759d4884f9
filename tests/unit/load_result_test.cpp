// What a load run says, there and back as JSON.
#include "bench/load/load_result.hpp"

#include <catch2/catch_test_macros.hpp>

#include "bench/load/load_summary.hpp"
#include "core/result/load.hpp"

using namespace eventstore;
using result::LoadResult;

namespace {

LoadResult with_processors() {
  LoadResult load{.scenario = "processors", .pool = 20};
  load.phases.push_back({.name = "hold", .visibility = {.samples = 3, .p95_ns = 7'000'000}});
  load.processors = result::LoadProcessors{.follow = "listening",
                                           .visibility = "naive",
                                           .from = "tail",
                                           .batch = 100,
                                           .lag_most = 9,
                                           .lag_end = 2};
  load.processors->each.push_back({.events = 30'000,
                                   .own = 10,
                                   .reads = 40,
                                   .wakes = 4,
                                   .closed_gaps = 5,
                                   .reconnects = 1,
                                   .lag_most = 9,
                                   .backlog = 20'000,
                                   .backlog_seconds = 0.5,
                                   .has_caught_up = true});
  return load;
}

}  // namespace

TEST_CASE("what processors did is in the document and comes back from it", "[unit][load]") {
  const nlohmann::ordered_json json = result::to_json_value(with_processors());
  const LoadResult back = result::load_from_json(json);
  REQUIRE(back.processors);
  REQUIRE(back.processors->each.size() == 1);
  CHECK(back.processors->each[0].backlog == 20'000);
  CHECK(back.processors->each[0].has_caught_up);
  CHECK(back.phases.at(0).visibility.p95_ns == 7'000'000);
  CHECK(result::to_json_value(back) == json);
  CHECK_FALSE(result::load_from_json(result::to_json_value(LoadResult{})).processors);
}

TEST_CASE("a summary tells visibility, lag and the rate of a catch-up", "[unit][load]") {
  const std::string text = load::summary_text(with_processors(), Terminal{});
  INFO(text);
  CHECK(text.find("1 processor, listening, from the tail, under naive") != std::string::npos);
  CHECK(text.find("at most 9 events behind, 2 at the end") != std::string::npos);
  CHECK(text.find("the backlog of 20,000 events was caught up with at 40,000/s") !=
        std::string::npos);
  CHECK(text.find("7.00 ms") != std::string::npos);
  CHECK(text.find("40,000 /s") != std::string::npos);
}

TEST_CASE("a processor that has not come to the end is no verdict", "[unit][load]") {
  LoadResult load = with_processors();
  CHECK(load::exit_code_of(load) == ExitCode::success);
  load.processors->unproven = "processor 1 was 3 events behind";
  CHECK(load::exit_code_of(load) == ExitCode::no_verdict);
  CHECK(load::summary_text(load, Terminal{}).find("NOT PROVEN") != std::string::npos);
  load.violations.push_back({.kind = "skipped", .count = 1, .first = "it"});
  CHECK(load::exit_code_of(load) == ExitCode::oracle_failed);
}
