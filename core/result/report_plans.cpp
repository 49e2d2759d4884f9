#include <algorithm>

#include <fmt/format.h>

#include "core/result/markdown.hpp"
#include "core/result/plan_standing.hpp"
#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

std::string standing_text(Standing standing) {
  const bool bad = standing == Standing::failed || standing == Standing::regressed;
  return bad ? fmt::format("**{}**", name_of(standing)) : std::string{name_of(standing)};
}

MarkdownTable empty_table() {
  return MarkdownTable{{{"operation"},
                        {"case"},
                        {"plan mode"},
                        {"verdict"},
                        {"scan"},
                        {"index"},
                        {"rows", Align::right},
                        {"buffers", Align::right},
                        {"time", Align::right}}};
}

std::string text_or_dash(const std::string& text) {
  return text.empty() ? "-" : escaped(text);
}

void add_row(MarkdownTable& table, const PlanResult& plan) {
  const auto measured = [&plan](const std::string& text) { return plan.analyzed ? text : "-"; };
  table.add_row({code(operation_and_step(plan)), code(plan.case_name),
                 text_or_dash(mode_text(plan)), standing_text(standing_of(plan)),
                 text_or_dash(plan.scan), code(plan.index), measured(grouped(plan.rows)),
                 measured(grouped(plan.buffers)),
                 measured(duration_text(plan.milliseconds * 1e6))});
}

/// News has a row of its own; of the rest each operation has one.
Section summary(std::span<const PlanResult> plans) {
  MarkdownTable table = empty_table();
  std::size_t news = 0;
  for (const PlanResult* plan : worst_first(plans)) {
    if (!is_news(standing_of(*plan))) continue;
    add_row(table, *plan);
    ++news;
  }
  for (const RestOfOperation& rest : without_news(plans)) {
    table.add_row({code(rest.operation), rest.plans, "-", rest.standings, "-", "-", "-", "-", "-"});
  }
  Section section{"## Plans\n\n" + table.head(), {}, "\n"};
  for (std::string& line : table.lines()) {
    const bool is_news_row = section.blocks.size() < news;
    section.blocks.push_back(
        {std::move(line), is_news_row ? Worth::news_row : Worth::folded_row, "table row"});
  }
  return section;
}

std::string finding_text(const Finding& finding) {
  std::string text = "- expected " + code(finding.expectation);
  if (!finding.file.empty()) {
    const std::string line = finding.line > 0 ? fmt::format(":{}", finding.line) : "";
    text += " at " + code(finding.file + line);
  }
  text += fmt::format("\n  - found: {}\n", escaped(finding.found));
  if (!finding.why.empty()) text += fmt::format("  - why it matters: {}\n", escaped(finding.why));
  if (!finding.hint.empty()) text += fmt::format("  - try: {}\n", escaped(finding.hint));
  return text;
}

std::string news_text(const PlanResult& plan) {
  std::string text =
      fmt::format("#### {}: {}\n\n", code(full_title_of(plan)), name_of(standing_of(plan)));
  for (const Finding& finding : plan.findings) {
    if (!finding.met) text += finding_text(finding);
  }
  if (plan.change) {
    text += fmt::format("- {} since the baseline{}{}\n", name_of(plan.change->kind),
                        plan.change->what.empty() ? "" : ": ", escaped(plan.change->what));
  }
  if (!plan.reason.empty()) text += fmt::format("- note: {}\n", escaped(plan.reason));
  return text + "\n";
}

/// The plan; where there is a baseline, its signature then and now.
std::string plan_blocks(const PlanResult& plan) {
  const std::string title = full_title_of(plan);
  const std::string whole = plan.plan_text.empty() ? "" : code_block(plan.plan_text);
  if (!plan.change) return whole.empty() ? "" : collapsed(title, whole) + "\n";
  std::string out;
  if (!plan.change->before.empty()) {
    out += collapsed("Before: " + title, code_block(plan.change->before)) + "\n";
  }
  std::string after = plan.signature.empty() ? "" : code_block(plan.signature);
  if (!after.empty() && !whole.empty()) after += "\n";
  after += whole;
  return after.empty() ? out : out + collapsed("After: " + title, after) + "\n";
}

Section news(std::span<const PlanResult> plans) {
  Section section{"### What to look at\n\n", {}, ""};
  for (const PlanResult* plan : worst_first(plans)) {
    const Standing standing = standing_of(*plan);
    if (!is_news(standing)) continue;
    section.blocks.push_back(
        {news_text(*plan), Worth::news, standing == Standing::failed ? "failure" : "change"});
    if (std::string blocks = plan_blocks(*plan); !blocks.empty()) {
      section.blocks.push_back({std::move(blocks), Worth::plan_of_news, "plan"});
    }
  }
  return section;
}

Section remarks(std::span<const PlanResult> plans) {
  std::vector<Block> blocks;
  for (const PlanResult& plan : plans) {
    const Standing standing = standing_of(plan);
    if (plan.reason.empty() || is_news(standing)) continue;
    blocks.push_back({fmt::format("- {}: {}{}\n", code(full_title_of(plan)),
                                  standing == Standing::not_applicable ? "not applicable: " : "",
                                  escaped(plan.reason)),
                      Worth::remark, "remark"});
  }
  const std::string title = fmt::format("Not applicable, or judged in part: {}",
                                        grouped(static_cast<std::int64_t>(blocks.size())));
  return {collapsed_opening(title), std::move(blocks), collapsed_closing() + "\n"};
}

/// Everything of which there is no news.
Section rest(std::span<const PlanResult> plans) {
  std::vector<const PlanResult*> without_news = worst_first(plans);
  std::erase_if(without_news, [](const PlanResult* plan) { return is_news(standing_of(*plan)); });
  if (without_news.empty()) return {};

  MarkdownTable table = empty_table();
  for (const PlanResult* plan : without_news) add_row(table, *plan);
  const std::int64_t passed = count_of(plans, Standing::passed);
  const std::string title =
      passed == static_cast<std::int64_t>(without_news.size())
          ? fmt::format("Everything that passed: {}", counted(passed, "plan"))
          : fmt::format("Everything else: {} passed, {} without a check, {} not applicable",
                        counted(passed, "plan"), grouped(count_of(plans, Standing::unchecked)),
                        grouped(count_of(plans, Standing::not_applicable)));
  Section section{collapsed_opening(title), {}, collapsed_closing() + "\n"};
  section.blocks.push_back(
      {table.text() + "\n", Worth::passing_table, "the table of what passed", false});
  for (const PlanResult* plan : without_news) {
    if (std::string blocks = plan_blocks(*plan); !blocks.empty()) {
      section.blocks.push_back({std::move(blocks), Worth::passing_plan, "plan"});
    }
  }
  return section;
}

}  // namespace

std::vector<Section> plan_sections(std::span<const PlanResult> plans) {
  return {summary(plans), news(plans), remarks(plans), rest(plans)};
}

}  // namespace eventstore::result
