#include "core/result/junit_load.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "core/result/load_tables.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

constexpr const char* accounted = "every event is accounted for";

/// A failure for each kind of violation; else one case, which is skipped for `unknown`.
void add_books(JunitSuite& suite, const std::vector<LoadViolation>& violations,
               const std::string& unknown) {
  for (const LoadViolation& violation : violations) {
    suite.cases.push_back(
        {.name = fmt::format("{}: {}", accounted, violation.kind),
         .failure = fmt::format("{} ({})", violation.kind,
                                counted(static_cast<std::int64_t>(violation.count), "time")),
         .type = "oracle",
         .text = "first: " + violation.first});
  }
  if (violations.empty()) suite.cases.push_back({.name = accounted, .skipped = unknown});
}

JunitCase run_of(const LoadResult& load) {
  JunitCase run{.name = "the run", .text = load.question};
  for (const LoadPhase& phase : load.phases) {
    run.seconds += phase.seconds;
    run.text += fmt::format("\n{}: {}/s, p95 {}", phase.name, quantity_text(phase.ok_rate),
                            duration_text(static_cast<double>(phase.response.p95_ns)));
  }
  for (const LoadSentence& error : load_errors(load)) run.text += "\n" + error.text;
  const bool was_aborted =
      std::any_of(load.thresholds.begin(), load.thresholds.end(),
                  [](const LoadThreshold& threshold) { return threshold.aborted; });
  // Else the threshold is what failed.
  if (load.is_partial && (!was_aborted || !load.ledger.unread.empty())) {
    run.failure = "ended by " + load.ended_by;
    run.type = "run";
  }
  for (const std::string& step : load.unsuccessful) {
    run.failure += (run.failure.empty() ? "" : "; ") + step;
    run.type = "run";
  }
  return run;
}

JunitCase case_of(const LoadThreshold& threshold, const std::string& no_verdict) {
  JunitCase test{.name = threshold.text, .text = threshold.found};
  if (!threshold.met && !threshold.undecided.empty()) {
    test.skipped = "no verdict: " + threshold.undecided;
  } else if (!no_verdict.empty()) {
    test.skipped = "no verdict: " + no_verdict;
  } else if (!threshold.met) {
    test.failure = fmt::format("{}: {}{}", threshold.text, threshold.found,
                               threshold.aborted ? "; it ended the run" : "");
    test.type = "threshold";
  }
  return test;
}

JunitCase case_of(const LoadCheck& check) {
  JunitCase test{.name = check.check};
  test.text =
      fmt::format("expected {}, counted {}", grouped(check.expected), grouped(check.counted));
  if (!check.met()) {
    test.failure = test.text;
    test.type = "count";
  }
  return test;
}

std::string unread_text(const LoadLedger& ledger) {
  return "no verdict on reconciliation: " + ledger.unread;
}

std::string unknown_of(const LoadResult& load) {
  if (!load.ledger.unread.empty()) return unread_text(load.ledger);
  if (!load.ledger.waiting.empty()) {
    return "events that are in doubt may yet be stored by " + load.ledger.waiting;
  }
  if (!load.processors || load.processors->unproven.empty()) return "";
  return "whether a processor skips events is not known: " + load.processors->unproven;
}

}  // namespace

JunitSuite junit_suite_of(const LoadResult& load) {
  JunitSuite suite{.name = "load." + load.scenario, .cases = {run_of(load)}};
  for (const LoadThreshold& threshold : load.thresholds) {
    suite.cases.push_back(case_of(threshold, load.no_verdict));
  }
  for (const LoadCheck& check : load.checks) suite.cases.push_back(case_of(check));
  add_books(suite, load.violations, unknown_of(load));
  return suite;
}

JunitSuite junit_suite_of(const BreakingPoint& point) {
  JunitCase held{.name = point.slo};
  for (const BreakingWindow& window : point.windows) held.seconds += window.seconds;
  if (point.highest_rate) {
    held.text = fmt::format("held at {}/s", quantity_text(*point.highest_rate));
    if (!point.limit.empty()) held.text += ", limited by " + point.limit;
  }
  for (const CallError& error : point.errors) held.text += "\n" + error_text(error);
  if (!point.unsuccessful.empty()) {
    held.failure = point.unsuccessful;
    held.type = "run";
  } else if (point.end == "never held") {
    held.failure = point.slo + " held at no rate";
    held.type = "threshold";
  } else if (point.end == "generator") {
    held.skipped = "no verdict: the load generator is at its limit";
  } else if (point.end == "stopped") {
    held.skipped = "it was stopped before the limit was found";
  }
  JunitSuite suite{.name = "breaking_point." + point.operation, .cases = {std::move(held)}};
  add_books(suite, point.violations, point.ledger.unread.empty() ? "" : unread_text(point.ledger));
  return suite;
}

}  // namespace eventstore::result
