#include "explain/review_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/result/accepted_lines.hpp"
#include "core/result/folded_news.hpp"
#include "core/result/plan_standing.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/text_lines.hpp"
#include "core/tool/text_table.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::explain {

using result::full_title_of;
using result::mode_text;
using result::operation_and_step;
using result::PlanResult;
using result::Verdict;
using Tone = TextTable::Tone;

namespace {

TextTable::Cell verdict_cell(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return {std::string{text_of(verdict)}, Tone::good};
    case Verdict::fail:
      return {std::string{text_of(verdict)}, Tone::bad};
    default:
      return {std::string{text_of(verdict)}, Tone::faint};
  }
}

TextTable table_of(const std::vector<PlanResult>& plans) {
  TextTable table{{{.title = "operation", .least_width = 16},
                   {.title = "case", .least_width = 9},
                   {.title = "mode"},
                   {.title = "scan", .least_width = 10, .leave_out_order = 1},
                   {.title = "index", .least_width = 14, .leave_out_order = 3},
                   {.title = "rows", .align = Align::right, .leave_out_order = 2},
                   {.title = "buffers", .align = Align::right},
                   {.title = "time", .align = Align::right},
                   {.title = "verdict"}}};
  for (const PlanResult& plan : plans) {
    const auto measured = [&plan](const std::string& text) { return plan.analyzed ? text : "-"; };
    table.add_row({{operation_and_step(plan)},
                   {plan.case_name},
                   {plan.mode.empty() ? "-" : mode_text(plan)},
                   {plan.scan.empty() ? "-" : plan.scan},
                   {plan.index.empty() ? "-" : plan.index},
                   {measured(grouped(plan.rows))},
                   {measured(grouped(plan.buffers))},
                   {measured(duration_text(plan.milliseconds * 1e6))},
                   verdict_cell(plan.verdict)});
  }
  return table;
}

/// FILE:LINE, or FILE for what concerns all of it.
std::string place_of(const result::Finding& finding) {
  if (finding.line == 0) return finding.file;
  return fmt::format("{}:{}", finding.file, finding.line);
}

/// How many plans of an operation and step failed; which one, where it is a single one.
std::string failed_title(const std::string& operation, const std::vector<PlanResult>& plans) {
  std::vector<const PlanResult*> failed;
  std::int64_t all = 0;
  for (const PlanResult& plan : plans) {
    const bool is_one = operation_and_step(plan) == operation;
    if (is_one && plan.verdict != Verdict::not_applicable) ++all;
    if (is_one && plan.verdict == Verdict::fail) failed.push_back(&plan);
  }
  if (failed.size() == 1) return full_title_of(*failed.front());
  return fmt::format("{}: {} of {}", operation, failed.size(), counted(all, "plan"));
}

std::string finding_text(const result::FoldedFinding& folded,
                         const std::vector<PlanResult>& plans) {
  const result::Finding& finding = folded.finding;
  std::string out;
  const auto line = [&out](std::string_view key, const std::string& text) {
    if (!text.empty()) out += fmt::format("  {:<10}{}\n", key, text);
  };
  line("expected", finding.expectation);
  for (const result::FoundIn& each : folded.found) {
    const bool is_named = folded.found.size() == 1 && each.plans.size() == 1;
    if (!is_named) line("in", cases_and_modes(each.plans, plans));
    line("found", each.found);
  }
  line("why", finding.why);
  line("hint", finding.hint);
  line("at", place_of(finding));
  return out;
}

void append_failures(const std::vector<PlanResult>& plans, const Terminal& terminal,
                     std::string& out) {
  const std::string* operation = nullptr;
  const auto folded = result::folded_findings(plans);
  for (const result::FoldedFinding& each : folded) {
    if (operation == nullptr || *operation != each.operation) {
      out += fmt::format("\n{} {}\n", toned("FAIL", Tone::bad, terminal),
                         failed_title(each.operation, plans));
    }
    operation = &each.operation;
    out += finding_text(each, plans);
  }
}

void append_changes(const std::vector<PlanResult>& plans, const Terminal& terminal,
                    std::string& out) {
  for (const result::SamePlans& same : result::folded_changes(plans)) {
    const PlanResult* plan = same.front();
    const result::PlanChange& change = *plan->change;
    const Tone tone = change.kind == result::PlanChange::Kind::regressed  ? Tone::bad
                      : change.kind == result::PlanChange::Kind::improved ? Tone::good
                                                                          : Tone::plain;
    out += fmt::format("\n{} {}: {}\n", toned(std::string{text_of(change.kind)}, tone, terminal),
                       titles_of(same, plans), change.what);
    if (change.before != plan->signature) {
      out += captioned("  was  ", change.before) + captioned("  now  ", plan->signature);
    }
  }
}

void append_lines_to_accept(const std::vector<PlanResult>& plans, std::string& out) {
  const auto texts = result::lines_to_accept(plans);
  if (texts.empty()) return;
  const std::string lines = fmt::format("{}", fmt::join(texts, "\n"));
  out += fmt::format("\n{}:\n", result::how_to_accept) +
         captioned("  ", lines.substr(0, lines.size() - 1));
}

/// Whether the remark of a plan says why it has this verdict.
bool is_reason_of(Verdict verdict) {
  return verdict == Verdict::not_applicable || is_undecided(verdict);
}

/// What was not judged, or only in part, must not pass unseen.
void append_remarks(const std::vector<PlanResult>& plans, std::string& out) {
  bool first = true;
  for (const result::SamePlans& same : result::folded_remarks(plans)) {
    const PlanResult& plan = *same.front();
    if (std::exchange(first, false)) out += '\n';
    out += fmt::format("{}: {}: {}\n", is_reason_of(plan.verdict) ? text_of(plan.verdict) : "note",
                       titles_of(same, plans), plan.reason);
  }
}

/// What servers, logs and files say, so that a terminal shows it and does nothing else.
void make_visible(PlanResult& plan) {
  for (std::string* line : {&plan.operation, &plan.step, &plan.case_name, &plan.reason}) {
    *line = visible_line(*line);
  }
  for (result::Finding& finding : plan.findings) {
    for (std::string* line :
         {&finding.expectation, &finding.found, &finding.why, &finding.hint, &finding.file}) {
      *line = visible_line(*line);
    }
  }
  plan.signature = printable_lines(plan.signature);
  if (!plan.change) return;
  plan.change->what = visible_line(plan.change->what);
  plan.change->before = printable_lines(plan.change->before);
  for (result::WorseQuantity& worse : plan.change->worse) worse.reason = visible_line(worse.reason);
}

std::string summary(const std::vector<PlanResult>& plans) {
  const auto count = [&plans](Verdict verdict) {
    return std::count_if(plans.begin(), plans.end(),
                         [verdict](const PlanResult& plan) { return plan.verdict == verdict; });
  };
  const auto not_applicable = count(Verdict::not_applicable);
  const auto all = static_cast<std::ptrdiff_t>(plans.size()) - not_applicable;
  std::string text = fmt::format("{}, {} failed, {} not applicable", counted(all, "plan"),
                                 count(Verdict::fail), not_applicable);
  for (const Verdict verdict :
       {Verdict::no_check, Verdict::not_comparable, Verdict::no_verdict, Verdict::no_target}) {
    if (count(verdict) > 0) text += fmt::format(", {} {}", count(verdict), text_of(verdict));
  }
  using Kind = result::PlanChange::Kind;
  for (const Kind kind : {Kind::regressed, Kind::not_comparable, Kind::changed, Kind::improved}) {
    const auto changes = std::count_if(plans.begin(), plans.end(), [kind](const PlanResult& plan) {
      return plan.change && plan.change->kind == kind;
    });
    if (changes > 0) text += fmt::format(", {} {}", changes, text_of(kind));
  }
  if (const std::string accepted = result::accepted_count(plans); !accepted.empty()) {
    text += ", " + accepted;
  }
  return text;
}

}  // namespace

std::string review_text(const std::vector<PlanResult>& reviewed, const Terminal& terminal) {
  std::vector<PlanResult> plans = reviewed;
  for (PlanResult& plan : plans) make_visible(plan);
  std::string out = table_of(plans).text(terminal);
  append_failures(plans, terminal, out);
  append_changes(plans, terminal, out);
  append_lines_to_accept(plans, out);
  append_remarks(plans, out);
  return out + "\n" + summary(plans) + "\n";
}

std::string list_text(const std::vector<Selected>& cases) {
  std::string out;
  const catalogue::Operation* operation = nullptr;
  for (const Selected& each : cases) {
    if (std::exchange(operation, each.operation) != each.operation) {
      out += fmt::format("{}# {}\n", out.empty() ? "" : "\n", each.operation->question);
    }
    out += each.title() + "\n";
  }
  return out;
}

}  // namespace eventstore::explain
