#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/result/accepted_lines.hpp"
#include "core/result/folded_news.hpp"
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

/// Once for all plans of an operation that miss it.
std::string finding_text(const FoldedFinding& folded, bool is_single,
                         std::span<const PlanResult> plans) {
  const Finding& finding = folded.finding;
  std::string text = "- expected " + code(finding.expectation);
  if (!finding.file.empty()) {
    const std::string line = finding.line > 0 ? fmt::format(":{}", finding.line) : "";
    text += " at " + code(finding.file + line);
  }
  text += "\n";
  for (const FoundIn& each : folded.found) {
    const std::string where =
        is_single ? "found" : "in " + escaped(cases_and_modes(each.plans, plans));
    text += fmt::format("  - {}: {}\n", where, escaped(each.found));
  }
  if (!finding.why.empty()) text += fmt::format("  - why it matters: {}\n", escaped(finding.why));
  if (!finding.hint.empty()) text += fmt::format("  - try: {}\n", escaped(finding.hint));
  return text;
}

std::string change_text(const PlanChange& change) {
  return fmt::format("{} since the baseline{}{}", text_of(change.kind),
                     change.what.empty() ? "" : ": ", escaped(change.what));
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

void add_plans(Section& section, const std::vector<const PlanResult*>& plans) {
  for (const PlanResult* plan : plans) {
    if (std::string blocks = plan_blocks(*plan); !blocks.empty()) {
      section.blocks.push_back({std::move(blocks), Worth::plan_of_news, "plan"});
    }
  }
}

/// What else is to be said of plans that failed, or that have changed.
std::string remarks_of(const std::vector<const PlanResult*>& plans, bool is_single,
                       bool with_changes) {
  std::string text;
  for (const PlanResult* plan : plans) {
    const std::string title = is_single ? "" : code(full_title_of(*plan)) + ": ";
    if (with_changes && plan->change) {
      text += fmt::format("- {}{}\n", title, change_text(*plan->change));
    }
    if (!plan->reason.empty()) {
      text += fmt::format("- {}note: {}\n", title, escaped(plan->reason));
    }
  }
  return text;
}

/// An operation whose plans fail.
Section failure(const std::string& operation, std::span<const FoldedFinding> findings,
                std::span<const PlanResult> plans) {
  std::vector<const PlanResult*> failed;
  for (const PlanResult& plan : plans) {
    const bool is_one = plan.verdict == Verdict::fail && operation_and_step(plan) == operation;
    if (is_one) failed.push_back(&plan);
  }
  const bool is_single = failed.size() == 1;
  const std::string title =
      is_single ? code(full_title_of(*failed.front())) + ": FAIL"
                : fmt::format("{}: {} FAIL", code(operation),
                              counted(static_cast<std::int64_t>(failed.size()), "plan"));
  Section section{"#### " + title + "\n\n", {}, ""};
  for (const FoldedFinding& each : findings) {
    section.blocks.push_back({finding_text(each, is_single, plans), Worth::news, "finding"});
  }
  if (std::string remarks = remarks_of(failed, is_single, true); !remarks.empty()) {
    section.blocks.push_back({std::move(remarks), Worth::news, "remark"});
  }
  section.blocks.back().text += "\n";
  add_plans(section, failed);
  return section;
}

/// Plans that met their expectations, and of which the same has become.
Section change(const SamePlans& changed, std::span<const PlanResult> plans) {
  const PlanResult& first = *changed.front();
  Section section{
      fmt::format("#### {}: {}\n\n", code(titles_of(changed, plans)), name_of(standing_of(first))),
      {},
      ""};
  section.blocks.push_back({"- " + change_text(*first.change) + "\n" +
                                remarks_of(changed, changed.size() == 1, false) + "\n",
                            Worth::news, "change"});
  add_plans(section, changed);
  return section;
}

/// A reason that stands for the verdict begins with it.
std::string label_of_remark(Verdict verdict) {
  const bool is_reason = verdict == Verdict::not_applicable || is_undecided(verdict);
  return is_reason ? fmt::format("{}: ", text_of(verdict)) : "";
}

Section remarks(std::span<const PlanResult> plans) {
  std::vector<Block> blocks;
  std::int64_t count = 0;
  for (SamePlans& same : folded_remarks(plans)) {
    std::erase_if(same, [](const PlanResult* plan) { return is_news(standing_of(*plan)); });
    if (same.empty()) continue;
    const PlanResult& plan = *same.front();
    count += static_cast<std::int64_t>(same.size());
    blocks.push_back({fmt::format("- {}: {}{}\n", code(titles_of(same, plans)),
                                  label_of_remark(plan.verdict), escaped(plan.reason)),
                      Worth::remark, "remark"});
  }
  const std::string title = fmt::format("Not applicable, or judged in part: {}", grouped(count));
  return {collapsed_opening(title), std::move(blocks), collapsed_closing() + "\n"};
}

/// "2 plans passed, 1 no check, 1 not applicable".
std::string counts_without_news(std::span<const PlanResult> plans) {
  std::string text = counted(count_of(plans, Standing::passed), "plan") + " passed";
  for (const Standing standing :
       {Standing::unchecked, Standing::no_target, Standing::not_applicable}) {
    const std::int64_t count = count_of(plans, standing);
    if (count > 0) text += fmt::format(", {} {}", grouped(count), name_of(standing));
  }
  return text;
}

/// Everything of which there is no news.
Section rest(std::span<const PlanResult> plans) {
  std::vector<const PlanResult*> without_news = worst_first(plans);
  std::erase_if(without_news, [](const PlanResult* plan) { return is_news(standing_of(*plan)); });
  if (without_news.empty()) return {};

  MarkdownTable table = empty_table();
  for (const PlanResult* plan : without_news) add_row(table, *plan);
  const std::int64_t passed = count_of(plans, Standing::passed);
  const std::string title = passed == static_cast<std::int64_t>(without_news.size())
                                ? fmt::format("Everything that passed: {}", counted(passed, "plan"))
                                : fmt::format("Everything else: {}", counts_without_news(plans));
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

Section plan_summary(std::span<const PlanResult> plans) {
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
  Section section{
      table.head(),
      {},
      "\nA custom plan is made for the arguments of its case, a generic one for any; sixth is what "
      "the server itself takes from the sixth execution on.\n\n"};
  for (std::string& line : table.lines()) {
    const bool is_news_row = section.blocks.size() < news;
    section.blocks.push_back(
        {std::move(line), is_news_row ? Worth::news_row : Worth::folded_row, "table row"});
  }
  return section;
}

std::vector<Section> plan_news(std::span<const PlanResult> plans) {
  const auto findings = folded_findings(plans);
  std::vector<Section> sections;
  for (auto first = findings.begin(); first != findings.end();) {
    const auto end = std::find_if(first, findings.end(), [&](const FoldedFinding& each) {
      return each.operation != first->operation;
    });
    sections.push_back(failure(first->operation, {first, end}, plans));
    first = end;
  }
  for (SamePlans& same : folded_changes(plans)) {
    std::erase_if(same, [](const PlanResult* plan) { return plan->verdict == Verdict::fail; });
    if (!same.empty()) sections.push_back(change(same, plans));
  }
  return sections;
}

Section section_to_accept(std::span<const PlanResult> plans) {
  std::vector<Block> blocks;
  for (const std::string& lines : lines_to_accept(plans)) {
    blocks.push_back(
        {code_block(lines, "toml") + "\n", Worth::remark, "lines to accept what regressed"});
  }
  if (blocks.empty()) return {};
  return {collapsed_opening(how_to_accept), std::move(blocks), collapsed_closing() + "\n"};
}

std::vector<Section> plan_sections(std::span<const PlanResult> plans) {
  std::vector<Section> sections{plan_summary(plans)};
  sections.front().opening.insert(0, "## Plans\n\n");
  std::vector<Section> of_news = plan_news(plans);
  if (!of_news.empty()) {
    sections.push_back({"", {{"### What to look at\n\n", Worth::news_row, "heading"}}, ""});
  }
  std::move(of_news.begin(), of_news.end(), std::back_inserter(sections));
  sections.push_back(section_to_accept(plans));
  sections.push_back(remarks(plans));
  sections.push_back(rest(plans));
  return sections;
}

}  // namespace eventstore::result
