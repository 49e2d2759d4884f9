// What CI systems read: JUnit XML, and the annotations of GitHub.

#include <algorithm>
#include <array>
#include <cstddef>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/annotations.hpp"
#include "core/result/junit_load.hpp"
#include "core/result/junit_report.hpp"
#include "core/result/markup.hpp"
#include "core/tool/errors.hpp"
#include "explain/options.hpp"
#include "reports/render.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/load_documents.hpp"
#include "tests/support/report_documents.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/text_lines.hpp"
#include "tests/support/xml_fault.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using tests::golden;
using tests::lines_of;
using tests::xml_fault;

namespace {

PlanResult failing_plan(const std::string& expectation) {
  PlanResult plan;
  plan.operation = "read_stream_batch";
  plan.case_name = "hot_middle";
  plan.mode = "custom";
  plan.verdict = Verdict::fail;
  plan.findings = {Finding{
      .expectation = expectation, .met = false, .found = "a sort", .file = "sql/x.sql", .line = 7}};
  return plan;
}

}  // namespace

TEST_CASE("plans and latencies as JUnit XML", "[unit][report]") {
  const std::string report =
      junit_report(std::array{tests::reviewed_document(), tests::benchmarked_document()});

  CHECK(report == golden("report.junit.xml", report));
  CHECK(xml_fault(report).empty());
  CHECK_THAT(report, ContainsSubstring("<testsuites name=\"event store\" tests=\"12\" "
                                       "failures=\"4\" errors=\"0\" skipped=\"2\">"));
}

TEST_CASE("load runs and breaking points as JUnit XML", "[unit][report]") {
  const std::string report =
      junit_report(std::array{tests::observed_document("shop"), tests::breaking_document("shop")});

  CHECK(report == golden("report_load.junit.xml", report));
  CHECK(xml_fault(report).empty());
  const std::string hostile = "\"]]><x> & '\x01";
  CHECK(xml_fault(junit_report(std::array{tests::observed_document(hostile),
                                          tests::breaking_document(hostile)}))
            .empty());
}

TEST_CASE("a load run that is not as asked fails as a test", "[unit][report]") {
  const auto failures = [](const LoadResult& load) {
    std::vector<std::string> types;
    for (const JunitCase& test : junit_suite_of(load).cases) {
      if (!test.failure.empty()) types.push_back(test.type);
    }
    return types;
  };
  using Types = std::vector<std::string>;
  LoadResult load;
  load.scenario = "shop";
  load.thresholds = {{.text = "p95 < 5 ms", .met = true, .found = "1 ms"}};
  load.checks = {{.check = "rejected", .expected = 3, .counted = 3}};
  CHECK(failures(load).empty());
  CHECK(junit_suite_of(load).cases.size() == 4);

  load.thresholds.front().met = false;
  CHECK(failures(load) == Types{"threshold"});
  load.no_verdict = "no room";
  CHECK(failures(load).empty());
  load.no_verdict.clear();
  load.is_partial = true;
  load.ended_by = "a signal";
  CHECK(failures(load) == Types{"run", "threshold"});
  load.thresholds.front().aborted = true;
  CHECK(failures(load) == Types{"threshold"});
  load.ledger.unread = "gone";
  CHECK(failures(load) == Types{"run", "threshold"});
  CHECK_THAT(junit_suite_of(load).cases.back().skipped, ContainsSubstring("gone"));
  load.checks.front().counted = 2;
  load.violations = {{.kind = "lost", .count = 2, .first = "event 7"}};
  CHECK(failures(load) == Types{"run", "threshold", "count", "oracle"});
}

TEST_CASE("a breaking point that was not found fails, or is skipped, as a test", "[unit][report]") {
  BreakingPoint point;
  point.operation = "find_event";
  point.slo = "p99<50ms";
  point.end = "found";
  point.highest_rate = 400.0;
  const auto first = [&] { return junit_suite_of(point).cases.front(); };
  CHECK((first().failure.empty() && first().skipped.empty()));
  for (const char* end : {"generator", "stopped"}) {
    point.end = end;
    CHECK((first().failure.empty() && !first().skipped.empty()));
  }
  point.end = "never held";
  CHECK(first().type == "threshold");
}

TEST_CASE("JUnit XML is well-formed whatever names and messages hold", "[unit][report]") {
  const std::string report = junit_report(std::array{tests::hostile_document(9)});

  CHECK(xml_fault(report).empty());
  CHECK_THAT(report, ContainsSubstring("tests=\"23\" failures=\"11\""));
  CHECK(xml_fault(junit_report({})).empty());
}

TEST_CASE("the check of XML would see what is not well-formed", "[unit][report]") {
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  CHECK(xml_fault(head + "<a b=\"1\">x &amp; &#10;<c/></a>\n").empty());
  for (const char* body : {"<a>", "<a></b>", "<a/><b/>", "<a/>x", "<a>&nbsp;</a>", "<a>&</a>",
                           "<a b=1/>", "<a b=\"1\" b=\"2\"/>", "<a>\x01</a>", "<a>\xFF</a>",
                           "<a>]]></a>", "<a>\xEF\xBF\xBF</a>", "", "<a", "<!-- -- --><a/>"}) {
    CAPTURE(body);
    CHECK_FALSE(xml_fault(head + body).empty());
  }
}

TEST_CASE("markup is escaped, and characters that XML does not have are replaced",
          "[unit][report]") {
  CHECK(escaped_markup("<a b=\"c\"> & 'd'\n") ==
        "&lt;a b=&quot;c&quot;&gt; &amp; &#39;d&#39;&#10;");
  CHECK(escaped_markup(std::string{"\0\x1b\xFF", 3}) == "\\u0000\\u001B\xEF\xBF\xBD");
}

TEST_CASE("a review as annotations of GitHub", "[unit][report]") {
  const std::string lines = annotations(tests::reviewed_document().plans);

  CHECK(lines == golden("annotations.txt", lines));
}

TEST_CASE("an annotation is one line, and nothing in it ends a property", "[unit][report]") {
  static const std::regex form{"::error file=[^,:]*,line=3,title=[^,:]*::.*"};
  const std::vector<std::string> lines = lines_of(annotations(tests::hostile_document(3).plans));

  CHECK(lines.size() == 3);
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK(std::regex_match(line, form));
    CHECK(line.find('\r') == std::string::npos);
  }
}

TEST_CASE("an expectation that many plans miss is one annotation", "[unit][report]") {
  const std::vector<PlanResult> plans(4, failing_plan("never sort"));

  const std::vector<std::string> lines = lines_of(annotations(plans));

  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines.front(),
             StartsWith("::error file=sql/x.sql,line=7,title=read_stream_batch/hot_middle%2C "
                        "custom plan::expected never sort%0Afound: a sort") &&
                 ContainsSubstring("%0Alikewise 3 more plans"));
}

TEST_CASE("GitHub shows ten errors, and the tenth says how many more there are", "[unit][report]") {
  std::vector<PlanResult> plans;
  for (int i = 0; i < 12; ++i) plans.push_back(failing_plan("never sort " + std::to_string(i)));
  PlanResult regressed = failing_plan("");
  regressed.verdict = Verdict::pass;
  regressed.change = PlanChange{.kind = PlanChange::Kind::regressed, .what = "x", .before = ""};
  plans.insert(plans.begin(), regressed);

  const std::vector<std::string> lines = lines_of(annotations(plans));

  REQUIRE(lines.size() == annotations_shown);
  CHECK_THAT(lines.front(), ContainsSubstring("never sort 0"));
  CHECK_THAT(lines[8], !ContainsSubstring("not shown"));
  CHECK_THAT(lines[9], ContainsSubstring("%0A(3 more errors not shown)"));
}

TEST_CASE("nothing is annotated when nothing failed, regressed or changed", "[unit][report]") {
  std::vector<PlanResult> plans = tests::reviewed_document().plans;
  std::erase_if(plans, [](const PlanResult& plan) {
    return plan.verdict == Verdict::fail || plan.change.has_value();
  });

  CHECK(annotations(plans).empty());
}

TEST_CASE("bench-report writes the files that are asked for, and names each", "[unit][report]") {
  const tests::TemporaryDirectory directory;
  write_document(tests::reviewed_document(), directory / "plans.json");

  const tests::ProgramResult only_junit = tests::run_program(
      "bench-report", {"render", directory / "plans.json", "--junit", directory / "plans.xml"});
  const tests::ProgramResult too_small = tests::run_program(
      "bench-report", {"render", directory / "plans.json", "--markdown-limit", "2047"});

  CHECK(only_junit.exit_code == 0);
  CHECK(only_junit.out == (directory / "plans.xml") + "\n");
  CHECK(too_small.exit_code == 2);
  CHECK_THAT(too_small.err, ContainsSubstring("--markdown-limit"));
}

}  // namespace eventstore::result
