// A load run in the document and in every report.

#include <array>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/load/load_summary.hpp"
#include "core/result/html_report.hpp"
#include "core/result/markdown_report.hpp"
#include "tests/support/load_documents.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;

TEST_CASE("a load run survives the way to JSON text and back exactly", "[unit][document][load]") {
  const ResultDocument document = tests::violated_document("spike");
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
  const std::array documents{tests::violated_document("spike")};
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
  ResultDocument good = tests::violated_document("spike");
  good.exit_code = ExitCode::success;
  good.load->violations.clear();
  good.load->thresholds.front().met = true;
  CHECK(markdown_report(std::array{good}, {1'000'000, {}}).find("# Event store report: pass") == 0);
  good.exit_code = ExitCode::no_verdict;
  CHECK(markdown_report(std::array{good}, {1'000'000, {}}).find("# Event store report: FAIL") == 0);
}

}  // namespace eventstore::result
