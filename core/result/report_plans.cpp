#include <fmt/format.h>

#include "core/result/markdown.hpp"
#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

std::string operation_and_step(const PlanResult& plan) {
  return plan.step.empty() ? plan.operation : fmt::format("{} [{}]", plan.operation, plan.step);
}

std::string title_of(const PlanResult& plan) {
  std::string title = plan.operation + "/" + plan.case_name;
  if (!plan.step.empty()) title += " [" + plan.step + "]";
  return title;
}

/// A plan that is not checked missed no target either; what it lacks is a check.
std::string plan_verdict_text(Verdict verdict) {
  return verdict == Verdict::no_target ? "no check" : verdict_text(verdict);
}

std::string plan_table(std::span<const PlanResult> plans) {
  MarkdownTable table{{{"operation"},
                       {"case"},
                       {"plan mode"},
                       {"scan"},
                       {"index"},
                       {"rows", Align::right},
                       {"buffers", Align::right},
                       {"time", Align::right},
                       {"verdict"}}};
  for (const PlanResult& plan : plans) {
    const auto measured = [&plan](const std::string& text) { return plan.analyzed ? text : "-"; };
    table.add_row(
        {code(operation_and_step(plan)), code(plan.case_name), plan.mode.empty() ? "-" : plan.mode,
         plan.scan.empty() ? "-" : escaped(plan.scan), code(plan.index),
         measured(grouped(plan.rows)), measured(grouped(plan.buffers)),
         measured(duration_text(plan.milliseconds * 1e6)), plan_verdict_text(plan.verdict)});
  }
  return table.text();
}

std::string place_of(const Finding& finding) {
  return finding.line == 0 ? finding.file : fmt::format("{}:{}", finding.file, finding.line);
}

std::string failures(std::span<const PlanResult> plans) {
  std::string out;
  for (const PlanResult& plan : plans) {
    if (plan.verdict != Verdict::fail) continue;
    out += fmt::format("- {}, {} plan\n", code(title_of(plan)), plan.mode);
    for (const Finding& finding : plan.findings) {
      if (finding.met) continue;
      out += fmt::format("  - expected {}\n    - found: {}\n", code(finding.expectation),
                         escaped(finding.found));
      if (!finding.why.empty()) out += fmt::format("    - why: {}\n", escaped(finding.why));
      if (!finding.hint.empty()) out += fmt::format("    - hint: {}\n", escaped(finding.hint));
      if (!finding.file.empty()) out += fmt::format("    - at: {}\n", code(place_of(finding)));
    }
  }
  return out.empty() ? out : "\n### Expectations that are not met\n\n" + out;
}

std::string remarks(std::span<const PlanResult> plans) {
  std::string out;
  for (const PlanResult& plan : plans) {
    if (plan.reason.empty()) continue;
    const std::string mode = plan.mode.empty() ? "" : ", " + plan.mode + " plan";
    out += fmt::format("- {}{}: {}{}\n", code(title_of(plan)), mode,
                       plan.verdict == Verdict::not_applicable ? "not applicable: " : "",
                       escaped(plan.reason));
  }
  return out.empty() ? out : "\n### Not applicable, or judged in part\n\n" + out;
}

std::string plan_block(const PlanResult& plan) {
  const std::string_view verdict = plan.verdict == Verdict::fail        ? "FAIL"
                                   : plan.verdict == Verdict::no_target ? "no check"
                                                                        : "pass";
  return "\n" + collapsed(fmt::format("{} {} {}", title_of(plan), plan.mode, verdict),
                          code_block(plan.plan_text));
}

/// What failed is what people look for, so it comes first.
std::string plan_blocks(std::span<const PlanResult> plans) {
  std::string failed;
  std::string others;
  for (const PlanResult& plan : plans) {
    if (plan.plan_text.empty()) continue;
    (plan.verdict == Verdict::fail ? failed : others) += plan_block(plan);
  }
  return failed.empty() && others.empty() ? std::string{} : "\n### Every plan\n" + failed + others;
}

}  // namespace

std::string plan_section(std::span<const PlanResult> plans) {
  return "## Plans\n\n" + plan_table(plans) + failures(plans) + remarks(plans) + plan_blocks(plans);
}

}  // namespace eventstore::result
