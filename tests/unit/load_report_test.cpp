// A load run in the document and in every report.

#include <array>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/load/load_summary.hpp"
#include "core/result/html_report.hpp"
#include "core/result/markdown_report.hpp"
#include "tests/support/report_documents.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;

namespace {

LoadTimes times(std::uint64_t milliseconds) {
  const std::uint64_t ns = milliseconds * 1'000'000;
  return {.samples = 90,
          .p50_ns = ns,
          .p95_ns = ns * 2,
          .p99_ns = ns * 3,
          .p999_ns = ns * 4,
          .max_ns = ns * 5,
          .mean_ns = 1.5e6};
}

/// A run with one of everything.
ResultDocument loaded_document(const std::string& name) {
  ResultDocument document = tests::benchmarked_document();
  document.tool = "eventstore_load";
  document.benchmarks.clear();
  document.exit_code = ExitCode::oracle_failed;
  LoadResult& load = document.load.emplace();
  load.scenario = name;
  load.question = "Does " + name + " hold?";
  load.pool = 7;
  load.is_partial = true;
  load.ended_by = "a signal";
  load.no_verdict = "the machine was too small";
  load.client_cpu_seconds = 1.5;
  load.server_cpu_seconds = 6.0;
  load.phases.push_back({.name = name,
                         .seconds = 10,
                         .is_judged = false,
                         .target_rate = 20,
                         .target_users = 3,
                         .ok_rate = 9,
                         .issued = 100,
                         .skipped = 4,
                         .outcomes = {{"ok", 90}, {"timeout", 10}},
                         .response = times(2),
                         .service = times(1),
                         .lag = times(1),
                         .backlog_most = 17,
                         .overslept_p99_ns = 30'000'000});
  load.steps.push_back({.phase = name,
                        .population = "users",
                        .step = "append",
                        .issued = 100,
                        .skipped = 4,
                        .rows = 250,
                        .outcomes = {{"ok", 90}, {"timeout", 10}},
                        .attempts = 120,
                        .conflicts = 20,
                        .ok_rate = 9,
                        .response = times(2),
                        .service = times(1),
                        .lag = times(1),
                        .resolution = times(9)});
  load.journeys.push_back(
      {.phase = name, .population = "users", .journey = "work", .ended = 50, .succeeded = 40});
  load.thresholds.push_back({.text = "p95 < 1 ms", .met = false, .found = "4.00 ms"});
  load.thresholds.push_back({.text = "errors < 50 %", .met = true, .found = "10.0 %"});
  load.moments.push_back(
      {.at_seconds = 1, .issued_rate = 10, .failed_rate = 1, .p95_ns = 4'000'000, .backlog = 3});
  load.ledger = {.stored = 89,
                 .acknowledged = 90,
                 .refused = 20,
                 .in_doubt = 2,
                 .in_doubt_stored = 1,
                 .aggregates = 12};
  load.violations.push_back({.kind = "lost", .count = 1, .first = "event " + name});
  return document;
}

}  // namespace

TEST_CASE("a load run survives the way to JSON text and back exactly", "[unit][document][load]") {
  const ResultDocument document = loaded_document("spike");
  const auto json = to_json_value(document);
  const ResultDocument back = document_from_json(json, "test.json");
  REQUIRE(back.load);
  CHECK(to_json_value(back) == json);
  CHECK(back.load->phases.at(0).outcomes.at("timeout") == 10);
  CHECK(back.load->server_cpu_seconds == 6.0);
  CHECK(back.load->steps.at(0).resolution.p95_ns == 18'000'000);
}

TEST_CASE("every report says first what a load run has violated, and shows its tables",
          "[unit][report][load]") {
  const std::array documents{loaded_document("spike")};
  for (const std::string& report :
       {markdown_report(documents, {1'000'000, {}}), html_report(documents),
        load::summary_text(*documents[0].load, Terminal{})}) {
    INFO(report.substr(0, 3000));
    for (const char* part :
         {"VIOLATED: lost (1 time), first: event spike", "PARTIAL: the run was ended by a signal",
          "NO VERDICT on times: the machine was too small", "1 of 2 thresholds met",
          "3 users + 20/s", "10 timeout", "spike (not judged)", "80.0 %",
          "90 events acknowledged in 12 aggregates", "2 in doubt, 1 of them stored",
          "which is 25.0 % of the server"}) {
      CHECK_THAT(report, ContainsSubstring(part));
    }
  }
  const std::string markdown = markdown_report(documents, {1'000'000, {}});
  CHECK(markdown.find("# Event store report: FAIL") == 0);
  CHECK_THAT(markdown, ContainsSubstring("1 of 2 load thresholds met"));
  CHECK(markdown.find("VIOLATED") < markdown.find("## Legend"));
}

TEST_CASE("a load run that is as asked makes the report pass", "[unit][report][load]") {
  ResultDocument good = loaded_document("spike");
  good.exit_code = ExitCode::success;
  good.load->violations.clear();
  good.load->thresholds.front().met = true;
  CHECK(markdown_report(std::array{good}, {1'000'000, {}}).find("# Event store report: pass") == 0);
  good.exit_code = ExitCode::no_verdict;
  CHECK(markdown_report(std::array{good}, {1'000'000, {}}).find("# Event store report: FAIL") == 0);
}

}  // namespace eventstore::result
