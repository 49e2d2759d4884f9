#include "core/result/junit_report.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

#include "core/result/accepted_lines.hpp"
#include "core/result/junit_load.hpp"
#include "core/result/junit_suite.hpp"
#include "core/result/markup.hpp"
#include "core/result/plan_standing.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

std::string finding_text(const Finding& finding) {
  std::string text = "expected: " + finding.expectation + "\n";
  const auto add = [&text](const char* what, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}: {}\n", what, value);
  };
  add("found", finding.found);
  add("why it matters", finding.why);
  add("try", finding.hint);
  const std::string line = finding.line > 0 ? fmt::format(":{}", finding.line) : "";
  if (!finding.file.empty()) add("at", finding.file + line);
  return text;
}

std::string with_colon(const std::string& reason) {
  return reason.empty() ? "" : ": " + reason;
}

JunitCase test_case_of(const PlanResult& plan, std::span<const PlanResult> reviewed) {
  JunitCase test;
  test.name = plan.case_name;
  if (!plan.step.empty()) test.name += fmt::format(" [{}]", plan.step);
  if (!plan.mode.empty()) test.name += fmt::format(" {}", mode_text(plan));
  test.seconds = plan.milliseconds / 1e3;
  if (plan.verdict == Verdict::not_applicable) {
    test.skipped = plan.reason.empty() ? "not applicable" : plan.reason;
    return test;
  }
  for (const Finding& finding : plan.findings) {
    if (finding.met) continue;
    if (test.failure.empty()) test.failure = finding.expectation + ": " + finding.found;
    if (test.file.empty()) test.file = finding.file;
    test.text += finding_text(finding);
  }
  if (plan.change) {
    test.text +=
        fmt::format("{} since the baseline: {}\n", text_of(plan.change->kind), plan.change->what);
  }
  if (!plan.reason.empty()) test.text += "note: " + plan.reason + "\n";
  const Standing standing = standing_of(plan);
  if (standing == Standing::failed) {
    test.type = "plan";
    if (test.failure.empty()) test.failure = "the plan is not as its operation asks for";
  } else if (standing == Standing::regressed) {
    test.type = "regression";
    test.failure = "regressed since the baseline: " + plan.change->what;
    if (const std::string lines = lines_to_accept(plan, reviewed); !lines.empty()) {
      test.text += fmt::format("{}:\n{}", how_to_accept, lines);
    }
  } else if (standing == Standing::unchecked || standing == Standing::no_verdict) {
    test.skipped = std::string{name_of(standing)} + with_colon(plan.reason);
  } else if (standing == Standing::not_comparable) {
    test.skipped =
        std::string{name_of(standing)} + with_colon(plan.change ? plan.change->what : plan.reason);
  }
  if (!test.failure.empty()) test.text += "\n" + plan.plan_text;
  return test;
}

JunitCase test_case_of(const BenchmarkResult& benchmark, std::span<const BenchmarkResult> /*all*/) {
  JunitCase test;
  test.name = benchmark.case_title();
  test.seconds = benchmark.mean_ns / 1e9;
  const auto time = [](std::uint64_t ns) { return duration_text(static_cast<double>(ns)); };
  const std::string measured =
      benchmark.samples == 0
          ? ""
          : fmt::format("p50 {}, p95 {}, p99 {}, max {}", time(benchmark.p50_ns),
                        time(benchmark.p95_ns), time(benchmark.p99_ns), time(benchmark.max_ns));
  test.text = measured;
  if (!benchmark.reason.empty()) {
    test.text += (measured.empty() ? "" : "\n") + benchmark.reason;
  }
  if (benchmark.verdict == Verdict::not_applicable) {
    test.skipped = benchmark.reason.empty() ? "not applicable" : benchmark.reason;
  } else if (is_undecided(benchmark.verdict)) {
    test.skipped = std::string{text_of(benchmark.verdict)} + with_colon(benchmark.reason);
  } else if (benchmark.verdict == Verdict::fail) {
    test.type = benchmark.samples == 0 ? "call" : "target";
    test.failure = !benchmark.reason.empty()
                       ? benchmark.reason
                       : fmt::format("target {}, measured {}", benchmark.target, measured);
  }
  return test;
}

std::string attribute(const char* name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, escaped_markup(value));
}

std::string element_of(const JunitCase& test, const std::string& suite) {
  std::string out = "    <testcase" + attribute("classname", suite) + attribute("name", test.name) +
                    attribute("time", fmt::format("{:.6f}", test.seconds));
  if (!test.file.empty()) out += attribute("file", test.file);
  std::string content;
  if (!test.failure.empty()) {
    content = fmt::format("      <failure{}{}>{}</failure>\n", attribute("message", test.failure),
                          attribute("type", test.type), escaped_markup(test.text));
  } else if (!test.skipped.empty()) {
    content = fmt::format("      <skipped{}/>\n", attribute("message", test.skipped));
  } else if (!test.text.empty()) {
    content = fmt::format("      <system-out>{}</system-out>\n", escaped_markup(test.text));
  }
  return content.empty() ? out + "/>\n" : out + ">\n" + content + "    </testcase>\n";
}

std::string text_of(const nlohmann::json& object, const char* name) {
  if (!object.is_object() || !object.contains(name)) return "not known";
  const nlohmann::json& value = object[name];
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string properties_of(const ResultDocument& document) {
  const nlohmann::json server =
      document.environment.is_object() && document.environment.contains("postgresql")
          ? document.environment["postgresql"]
          : nlohmann::json{};
  std::string out = "    <properties>\n";
  const auto add = [&out](const char* name, const std::string& value) {
    out +=
        fmt::format("      <property{}{}/>\n", attribute("name", name), attribute("value", value));
  };
  add("tool", document.tool + " " + document.tool_version);
  add("commit", document.commit);
  add("database", document.database);
  add("postgresql", text_of(server, "version"));
  add("store", text_of(document.dataset, "store"));
  add("events", text_of(document.dataset, "events"));
  add("fingerprint", text_of(document.dataset, "fingerprint"));
  return out + "    </properties>\n";
}

std::string counts_of(const std::vector<JunitCase>& cases) {
  const auto count = [&cases](auto is) { return std::count_if(cases.begin(), cases.end(), is); };
  return fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"", cases.size(),
                     count([](const JunitCase& test) { return !test.failure.empty(); }),
                     count([](const JunitCase& test) { return !test.skipped.empty(); }));
}

template <typename Result>
void add_suites(const char* kind, const std::vector<Result>& results,
                std::vector<JunitSuite>& suites) {
  const std::size_t first = suites.size();
  for (const Result& result : results) {
    const std::string name = kind + ("." + result.operation);
    const auto begin = suites.begin() + static_cast<std::ptrdiff_t>(first);
    auto suite = std::find_if(begin, suites.end(),
                              [&](const JunitSuite& each) { return each.name == name; });
    if (suite == suites.end()) suite = suites.insert(suites.end(), {name, {}});
    suite->cases.push_back(test_case_of(result, results));
  }
}

std::string element_of(const JunitSuite& suite, const ResultDocument& document) {
  double seconds = 0.0;
  for (const JunitCase& test : suite.cases) seconds += test.seconds;
  std::string out = "  <testsuite" + attribute("name", suite.name) + counts_of(suite.cases) +
                    attribute("time", fmt::format("{:.6f}", seconds)) +
                    attribute("timestamp", document.started_at) + ">\n" + properties_of(document);
  for (const JunitCase& test : suite.cases) out += element_of(test, suite.name);
  return out + "  </testsuite>\n";
}

}  // namespace

std::string junit_report(std::span<const ResultDocument> documents) {
  std::string suites_text;
  std::vector<JunitCase> all;
  for (const ResultDocument& document : documents) {
    std::vector<JunitSuite> suites;
    add_suites("plans", document.plans, suites);
    add_suites("latencies", document.benchmarks, suites);
    if (document.load) suites.push_back(junit_suite_of(*document.load));
    if (document.breaking_point) suites.push_back(junit_suite_of(*document.breaking_point));
    for (const JunitSuite& suite : suites) {
      suites_text += element_of(suite, document);
      all.insert(all.end(), suite.cases.begin(), suite.cases.end());
    }
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"event store\"" +
         counts_of(all) + ">\n" + suites_text + "</testsuites>\n";
}

}  // namespace eventstore::result
