// What somebody else's transaction may have caused is no verdict; what it cannot have caused is.

#include <algorithm>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "bench/load/load_result.hpp"
#include "core/result/load.hpp"
#include "core/result/load_tables.hpp"

namespace eventstore::tests {

namespace {

result::LoadThreshold missed(const std::string& text, const std::string& undecided = "") {
  return {.text = text, .met = false, .found = "p95 2 s", .undecided = undecided};
}

bool says(const result::LoadResult& load, const std::string& part) {
  const auto verdicts = result::load_verdicts(load);
  return std::any_of(verdicts.begin(), verdicts.end(), [&](const result::LoadSentence& sentence) {
    return sentence.text.find(part) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("a threshold that a stranger's transaction may have broken gives no verdict",
          "[unit][load][waits]") {
  result::LoadResult load;
  load.thresholds = {missed("p95 visibility < 1 s", "processors were held back by pid 5")};
  CHECK(load::exit_code_of(load) == ExitCode::no_verdict);
  CHECK(says(load, "NO VERDICT on 'p95 visibility < 1 s': processors were held back by pid 5"));
  load.thresholds.push_back(missed("p95 < 1 s"));
  CHECK(load::exit_code_of(load) == ExitCode::sla_missed);
}

TEST_CASE("events in doubt that somebody may yet store give no verdict, and hide no violation",
          "[unit][load][waits]") {
  result::LoadResult load;
  load.ledger.in_doubt = 3;
  load.ledger.waiting = "pid 5";
  CHECK(load::exit_code_of(load) == ExitCode::no_verdict);
  CHECK(says(load, "events that are in doubt may yet be stored by pid 5"));
  load.thresholds = {missed("p95 < 1 s")};
  CHECK(load::exit_code_of(load) == ExitCode::sla_missed);
  load.violations.push_back({.kind = "skipped", .count = 1, .first = "an event"});
  CHECK(load::exit_code_of(load) == ExitCode::oracle_failed);
}

}  // namespace eventstore::tests
