#include "core/result/markdown_report.hpp"

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/result/markdown.hpp"
#include "core/result/plan_standing.hpp"
#include "core/result/report_sections.hpp"
#include "core/result/report_subjects.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

Section heading(std::span<const ResultDocument> documents, std::span<const PlanResult> plans) {
  const Overall all = overall(documents);
  std::string text = fmt::format("# Event store report: {}\n\n", all.verdict());
  if (!plans.empty()) text += fmt::format("**{}.**\n\n", verdict_sentence(plans, code));
  std::string items;
  if (all.targets.judged > 0) {
    items +=
        fmt::format("- {} of {} latency targets met\n",
                    grouped(all.targets.judged - all.targets.failed), grouped(all.targets.judged));
  }
  if (all.thresholds.judged > 0) {
    items += fmt::format("- {} of {} load thresholds met\n",
                         grouped(all.thresholds.judged - all.thresholds.failed),
                         grouped(all.thresholds.judged));
  }
  if (all.breaking_points.judged > 0) {
    items += fmt::format("- {}\n", found_text(all.breaking_points));
  }
  if (all.violations > 0) {
    items += "- **a load run has found events that are not as they should be**\n";
  }
  if (all.other_failure) items += "- a tool did not end well; see its exit code below\n";
  for (const std::string& each : conditions_of(documents)) items += "- " + escaped(each) + "\n";
  if (!items.empty()) text += items + "\n";
  return {"", {{std::move(text), Worth::verdict, ""}}, ""};
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

Section section_of(std::string text, Worth worth, std::string name) {
  return {"", {{std::move(text), worth, std::move(name), false}}, ""};
}

}  // namespace

std::string verdict_text(Verdict verdict) {
  const std::string_view text = text_of(verdict);
  return verdict == Verdict::fail ? fmt::format("**{}**", text) : std::string{text};
}

std::string legend_section() {
  return R"(## Legend

- **pass**, **FAIL**: the target is met or missed, the plan is as its operation asks for or is not.
- **regressed**, **changed**, **improved**: against the baseline; a regression fails the review.
- **accepted**: worse than the baseline, within a limit of the store's accepted.toml.
- **no target**: measured, or explained, but nothing was asked for.
- **no check**: it could not be looked at, or only in part; the reason stands beside it.
- **not comparable**, **no verdict**: other conditions than those of the baseline; not proven.
- **not applicable**: the data do not hold what the case asks for; only **pass** is a pass.
- **rows**, **buffers**: rows returned or written; shared buffers (8 kB) hit and read, planning not
  counted. **custom** plans are made for the arguments, **generic** plans without looking at them.
- Exit codes: 0 success; 1 could not do the job; 2 bad usage; 3 a latency target was missed;
  4 a regression; 5 a plan expectation failed; 6 a correctness check failed; 7 no verdict.
)";
}

std::string markdown_report(std::span<const ResultDocument> documents, const ReportSize& size) {
  const std::vector<BenchmarkResult> benchmarks = benchmarks_of(documents);
  const std::vector<PlanResult> plans = plans_of(documents);

  std::vector<Section> sections{heading(documents, plans)};
  const auto add = [&sections](std::vector<Section> more) {
    std::move(more.begin(), more.end(), std::back_inserter(sections));
  };
  // Whoever reads a comment on a pull request looks for what has become of the plans.
  if (!plans.empty()) add(plan_sections(plans));
  for (const ResultDocument& document : documents) {
    if (document.load) add(load_sections(*document.load));
    if (document.breaking_point) add(breaking_point_sections(*document.breaking_point));
  }
  if (std::string growth = growth_section(plans); !growth.empty()) {
    sections.push_back(section_of(std::move(growth), Worth::measurements, "growth"));
  }
  for (const ResultDocument& document : documents) {
    if (document.mutation) {
      sections.push_back(section_of(mutation_section(*document.mutation), Worth::measurements,
                                    "the negative control"));
    }
    if (document.stability) {
      sections.push_back(
          section_of(stability_section(*document.stability), Worth::measurements, "stability"));
    }
  }
  sections.push_back(section_of(runs_section(documents), Worth::circumstances, "the tools' runs"));
  for (const Subject& subject : subjects_of(documents)) {
    sections.push_back(environment_section(subject.document, subject.batch_sizes));
  }
  for (const ResultDocument& document : documents) {
    if (!document.seed) continue;
    sections.push_back(section_of(seed_section(document) + "\n", Worth::measurements, "seeding"));
  }
  if (!benchmarks.empty()) {
    sections.push_back(
        section_of(benchmark_section(benchmarks) + "\n", Worth::measurements, "the latencies"));
  }
  if (const std::string costs = cost_section(benchmarks); !costs.empty()) {
    sections.push_back(section_of(costs + "\n", Worth::measurements, "where a call's time goes"));
  }
  sections.push_back(section_of(legend_section(), Worth::legend, "the legend"));
  return fitted(std::move(sections), size);
}

}  // namespace eventstore::result
