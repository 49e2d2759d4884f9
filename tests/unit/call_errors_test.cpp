// Errors of calls: how they are counted, what of them is kept, and where they are shown.

#include "core/cases/call_errors.hpp"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/call_error_results.hpp"
#include "bench/load/load_result.hpp"
#include "core/result/document.hpp"
#include "core/result/load_tables.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using result::CallError;
using result::LoadResult;

namespace {

cases::CallResult failed(Outcome outcome, const std::string& sqlstate, const std::string& message) {
  return {.outcome = outcome, .sqlstate = sqlstate, .message = message};
}

LoadResult with_errors() {
  LoadResult load{.scenario = "mine"};
  for (const char* phase : {"warm_up", "hold"}) {
    load.steps.push_back({.phase = phase,
                          .population = "shop",
                          .step = "append",
                          .issued = 4,
                          .outcomes = {{"ok", 1}, {"other_error", 2}, {"version_conflict", 1}},
                          .errors = {{.outcome = "other_error",
                                      .sqlstate = "22003",
                                      .count = 2,
                                      .message = std::string{"out of range in "} + phase,
                                      .detail = "too large",
                                      .hint = "be smaller"},
                                     {.outcome = "version_conflict",
                                      .sqlstate = "23505",
                                      .count = 1,
                                      .message = "duplicate key"}}});
  }
  return load;
}

}  // namespace

TEST_CASE("errors are counted by outcome and SQLSTATE, with the words of the first",
          "[unit][outcome]") {
  cases::CallErrors errors;
  errors.add({});  // A call that ended as ok.
  CHECK(errors.each().empty());
  errors.add(failed(Outcome::other_error, "22003", "first"));
  errors.add(failed(Outcome::other_error, "22003", "second"));
  errors.add(failed(Outcome::other_error, "23502", "third"));
  cases::CallErrors more;
  more.add(failed(Outcome::other_error, "22003", "fourth"));
  more.add(failed(Outcome::connection_lost, "", ""));
  errors.merge(more);
  REQUIRE(errors.each().size() == 3);
  CHECK(errors.each()[0].count == 3);
  CHECK(errors.each()[0].message == "first");
  CHECK(errors.each()[1].count == 1);
  CHECK(errors.each()[2].message == "the server did not say why");
}

TEST_CASE("what is kept of an error holds no password, no control characters, and is bounded",
          "[unit][outcome]") {
  cases::CallErrors errors;
  errors.add({.outcome = Outcome::other_error,
              .sqlstate = "08001",
              .message = "could not connect to host=a password=secret",
              .detail = "postgres://me:secret@host/db \x1b[31m and\nmore",
              .hint = std::string(100'000, 'x')});
  const CallError error = bench::results_of(errors).at(0);
  CHECK(error.message == "could not connect to host=a password=***");
  CHECK(error.detail == "postgres://me:***@host/db \\u001B[31m and more");
  CHECK(error.hint.size() < 1'100);
}

TEST_CASE("errors of all phases are shown together, and refusals are not among them",
          "[unit][load]") {
  const auto shown = result::load_errors(with_errors());
  REQUIRE(shown.size() == 1);
  CHECK(shown[0].text ==
        "append of shop: 4 other_error, SQLSTATE 22003: out of range in warm_up; DETAIL: too "
        "large; HINT: be smaller");
}

TEST_CASE("errors are in the document, and a document without them is read", "[unit][document]") {
  const LoadResult load = with_errors();
  const auto json = result::to_json_value(load);
  CHECK(result::load_from_json(json).steps.at(1).errors == load.steps.at(1).errors);
  const auto none = result::to_json_value(LoadResult{.steps = {{.step = "pull"}}});
  CHECK_FALSE(none.at("steps").at(0).contains("errors"));
  CHECK_FALSE(none.contains("unsuccessful"));
  CHECK(result::load_from_json(none).steps.at(0).errors.empty());

  result::ResultDocument document;
  document.benchmarks.push_back({.operation = "append_raise", .errors = load.steps[0].errors});
  document.benchmarks.push_back({.operation = "find_event"});
  const auto back = result::document_from_json(result::to_json_value(document), "mine.json");
  CHECK(back.benchmarks.at(0).errors == load.steps[0].errors);
  CHECK(back.benchmarks.at(1).errors.empty());
}

TEST_CASE("a run in which a step never succeeded ends with 1, unless an oracle speaks",
          "[unit][load]") {
  LoadResult load = with_errors();
  CHECK(load::exit_code_of(load) == ExitCode::success);
  load.unsuccessful = {"append of shop: none of 8 requests succeeded"};
  load.no_verdict = "no room";
  load.thresholds = {{.text = "errors < 5 %", .met = false, .found = "90 %", .aborted = true}};
  CHECK(load::exit_code_of(load) == ExitCode::failure);
  CHECK_THAT(result::load_verdicts(load).at(0).text, ContainsSubstring("FAILED: append of shop"));
  load.violations.push_back({.kind = "unasked", .count = 1, .first = "it"});
  CHECK(load::exit_code_of(load) == ExitCode::oracle_failed);
}

}  // namespace eventstore
