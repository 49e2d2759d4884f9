#include "core/result/markdown_report.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/result/markdown.hpp"
#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

struct Counts {
  std::ptrdiff_t judged = 0;
  std::ptrdiff_t failed = 0;
};

template <typename T>
void count(const std::vector<T>& results, Counts& counts) {
  for (const T& each : results) {
    if (each.verdict == Verdict::pass || each.verdict == Verdict::fail) ++counts.judged;
    if (each.verdict == Verdict::fail) ++counts.failed;
  }
}

struct Overall {
  Counts targets;
  Counts plans;
  bool other_failure = false;  ///< A tool that failed for another reason than these.
};

Overall overall(std::span<const ResultDocument> documents) {
  Overall all;
  for (const ResultDocument& document : documents) {
    count(document.benchmarks, all.targets);
    count(document.plans, all.plans);
    const ExitCode code = document.exit_code;
    all.other_failure =
        all.other_failure || (code != ExitCode::success && code != ExitCode::sla_missed &&
                              code != ExitCode::plan_expectation_failed);
  }
  return all;
}

std::string heading(const Overall& all) {
  const bool failed = all.targets.failed > 0 || all.plans.failed > 0 || all.other_failure;
  const bool judged = all.targets.judged > 0 || all.plans.judged > 0;
  std::string text = fmt::format("# Event store report: {}\n\n", failed   ? "FAIL"
                                                                 : judged ? "pass"
                                                                          : "nothing judged");
  if (all.targets.judged > 0) {
    text +=
        fmt::format("- {} of {} latency targets met\n",
                    grouped(all.targets.judged - all.targets.failed), grouped(all.targets.judged));
  }
  if (all.plans.judged > 0) {
    text += fmt::format("- {} of {} plans as their operations ask for\n",
                        grouped(all.plans.judged - all.plans.failed), grouped(all.plans.judged));
  }
  if (all.other_failure) text += "- a tool did not end well; see its exit code below\n";
  return text.ends_with("\n\n") ? text : text + "\n";
}

std::string runs_section(std::span<const ResultDocument> documents) {
  MarkdownTable table{{{"tool"}, {"arguments"}, {"started (UTC)"}, {"exit code", Align::right}}};
  for (const ResultDocument& document : documents) {
    table.add_row({code(document.tool), code(fmt::format("{}", fmt::join(document.arguments, " "))),
                   escaped(document.started_at),
                   std::to_string(static_cast<int>(document.exit_code))});
  }
  return table.text() + "\n";
}

std::vector<std::string> batch_sizes(std::span<const ResultDocument> documents) {
  // By length, then by digits: the numerical order of grouped numbers.
  std::set<std::pair<std::size_t, std::string>> sizes;
  const auto add = [&sizes](const std::map<std::string, std::string>& settings) {
    if (std::string size = batch_size_of(settings); !size.empty()) {
      sizes.emplace(size.size(), std::move(size));
    }
  };
  for (const ResultDocument& document : documents) {
    for (const BenchmarkResult& each : document.benchmarks) add(each.settings);
    for (const PlanResult& each : document.plans) add(each.settings);
  }
  std::vector<std::string> texts;
  texts.reserve(sizes.size());
  for (const auto& [length, text] : sizes) texts.push_back(text);
  return texts;
}

/// Two documents were measured on the same thing when these are equal; the rest of the environment
/// (probes, table sizes) moves a little from run to run.
auto identity(const ResultDocument& document) {
  const auto dump = [](const nlohmann::json& json, const char* name) {
    return json.is_object() && json.contains(name) ? json[name].dump() : std::string{};
  };
  return std::tuple{document.database, document.commit, dump(document.dataset, "fingerprint"),
                    dump(document.environment, "machine")};
}

/// Once for each thing that was measured, with the batch sizes of the documents about it.
std::string environment_sections(std::span<const ResultDocument> documents) {
  std::vector<ResultDocument> left{documents.begin(), documents.end()};
  std::string out;
  while (!left.empty()) {
    const auto which = identity(left.front());
    const auto others = std::stable_partition(
        left.begin(), left.end(), [&](const auto& each) { return identity(each) == which; });
    const std::span<const ResultDocument> same{left.begin(), others};
    // The last one saw the data as it is now: seed-events writes its document last of all.
    out += environment_section(same.back(), batch_sizes(same)) + "\n";
    left.erase(left.begin(), others);
  }
  return out;
}

}  // namespace

std::string verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "**FAIL**";
    case Verdict::no_target:
      return "no target";
    case Verdict::not_applicable:
      return "not applicable";
  }
  return {};
}

std::string legend_section() {
  return R"(## Legend

- **pass**, **FAIL**: the target is met or missed, the plan is as its operation asks for or is not.
- **no target**, **no check**: measured, or explained, but nothing was asked for.
- **not applicable**: the data do not hold what the case asks for; this is no pass.
- **rows**, **buffers**: rows returned or written; shared buffers (8 kB) hit and read, planning not
  counted. **custom** plans are made for the arguments, **generic** plans without looking at them.
- Exit codes: 0 success; 1 could not do the job; 2 bad usage; 3 a latency target was missed;
  4 a regression; 5 a plan expectation failed; 6 a correctness check failed; 7 no verdict.
)";
}

std::string markdown_report(std::span<const ResultDocument> documents) {
  std::string out = heading(overall(documents)) + runs_section(documents);
  out += environment_sections(documents);
  std::vector<BenchmarkResult> benchmarks;
  std::vector<PlanResult> plans;
  for (const ResultDocument& document : documents) {
    if (document.seed) out += seed_section(document) + "\n";
    benchmarks.insert(benchmarks.end(), document.benchmarks.begin(), document.benchmarks.end());
    plans.insert(plans.end(), document.plans.begin(), document.plans.end());
  }
  if (!benchmarks.empty()) out += benchmark_section(benchmarks) + "\n";
  if (const std::string costs = cost_section(benchmarks); !costs.empty()) out += costs + "\n";
  if (!plans.empty()) out += plan_section(plans) + "\n";
  return out + legend_section();
}

}  // namespace eventstore::result
