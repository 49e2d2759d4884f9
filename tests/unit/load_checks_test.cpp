#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "bench/load/load_result.hpp"
#include "bench/load/load_summary.hpp"
#include "core/result/load.hpp"
#include "core/result/load_tables.hpp"

using namespace eventstore;
using result::LoadResult;

TEST_CASE("a count that is off is told, kept, and ends with 6", "[unit][load]") {
  LoadResult load;
  load.checks = {{.check = "capacity 5: rejected", .expected = 3, .counted = 3}};
  CHECK(load::exit_code_of(load) == ExitCode::success);
  CHECK(load::summary_text(load, Terminal{}).find("1 of 1 check met") != std::string::npos);
  load.checks.push_back({.check = "75 lives: lives that went well", .expected = 75, .counted = 74});
  CHECK(load::exit_code_of(load) == ExitCode::oracle_failed);
  const std::string text = load::summary_text(load, Terminal{});
  INFO(text);
  CHECK(text.find("OFF") != std::string::npos);
  CHECK(text.find("1 of 2 checks met") != std::string::npos);
  const LoadResult back = result::load_from_json(result::to_json_value(load));
  CHECK(back.checks == load.checks);
}

TEST_CASE("a run that a threshold ended, and whose events were not read back, ends with 1",
          "[unit][load]") {
  LoadResult load;
  load.is_partial = true;
  load.thresholds = {{.text = "errors < 5 %", .met = false, .found = "90 %", .aborted = true}};
  CHECK(load::exit_code_of(load) == ExitCode::sla_missed);
  load.ledger.unread = "the server is gone";
  CHECK(load::exit_code_of(load) == ExitCode::failure);
  const auto verdicts = result::load_verdicts(load);
  CHECK(std::any_of(verdicts.begin(), verdicts.end(), [](const auto& verdict) {
    return verdict.text.starts_with("NO VERDICT on reconciliation") &&
           verdict.text.ends_with("the server is gone");
  }));
}

TEST_CASE("a run that a signal ended ends with 1, whatever else there is to say of its times",
          "[unit][load]") {
  LoadResult load;
  load.no_verdict = "no room";
  CHECK(load::exit_code_of(load) == ExitCode::no_verdict);
  load.is_partial = true;
  CHECK(load::exit_code_of(load) == ExitCode::failure);
}
