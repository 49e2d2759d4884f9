#include "explain/review_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/result/plan_standing.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/text_table.hpp"

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
      return {"pass", Tone::good};
    case Verdict::fail:
      return {"FAIL", Tone::bad};
    case Verdict::no_target:
      return {"no check", Tone::faint};
    case Verdict::not_applicable:
      return {"n/a", Tone::faint};
  }
  return {};
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

void append_failures(const std::vector<PlanResult>& plans, const Terminal& terminal,
                     std::string& out) {
  for (const PlanResult& plan : plans) {
    if (plan.verdict != Verdict::fail) continue;
    out += fmt::format("\n{} {}\n", toned("FAIL", Tone::bad, terminal), full_title_of(plan));
    for (const result::Finding& finding : plan.findings) {
      if (finding.met) continue;
      out += fmt::format("  expected  {}\n", finding.expectation);
      const auto line = [&out](std::string_view key, const std::string& text) {
        if (!text.empty()) out += fmt::format("  {:<10}{}\n", key, text);
      };
      line("found", finding.found);
      line("why", finding.why);
      line("hint", finding.hint);
      line("at", place_of(finding));
    }
  }
}

/// Kinds in the order in which they matter, and of each kind the plans with most work first.
std::vector<const PlanResult*> changed(const std::vector<PlanResult>& plans) {
  std::vector<const PlanResult*> found;
  for (const PlanResult& plan : plans) {
    if (plan.change) found.push_back(&plan);
  }
  std::stable_sort(found.begin(), found.end(), [](const PlanResult* a, const PlanResult* b) {
    if (a->change->kind != b->change->kind) return a->change->kind < b->change->kind;
    return a->buffers > b->buffers;
  });
  return found;
}

std::string indented(const std::string& lines, const std::string& first, const std::string& rest) {
  std::string out = first;
  for (const char c : lines) {
    out += c;
    if (c == '\n') out += rest;
  }
  return out + "\n";
}

void append_changes(const std::vector<PlanResult>& plans, const Terminal& terminal,
                    std::string& out) {
  for (const PlanResult* plan : changed(plans)) {
    const result::PlanChange& change = *plan->change;
    const Tone tone = change.kind == result::PlanChange::Kind::regressed  ? Tone::bad
                      : change.kind == result::PlanChange::Kind::improved ? Tone::good
                                                                          : Tone::plain;
    out += fmt::format("\n{} {}: {}\n", toned(std::string{name_of(change.kind)}, tone, terminal),
                       full_title_of(*plan), change.what);
    if (change.before == plan->signature) continue;
    out += indented(change.before, "  was  ", "       ") +
           indented(plan->signature, "  now  ", "       ");
  }
}

/// What was not judged, or only in part, must not pass unseen.
void append_remarks(const std::vector<PlanResult>& plans, std::string& out) {
  bool first = true;
  for (const PlanResult& plan : plans) {
    if (plan.reason.empty()) continue;
    if (std::exchange(first, false)) out += '\n';
    out += fmt::format("{} {}: {}\n",
                       plan.verdict == Verdict::not_applicable ? "not applicable:" : "note:",
                       full_title_of(plan), plan.reason);
  }
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
  if (const auto unchecked = count(Verdict::no_target); unchecked > 0) {
    text += fmt::format(", {} without a check", unchecked);
  }
  for (const auto kind : {result::PlanChange::Kind::regressed, result::PlanChange::Kind::changed,
                          result::PlanChange::Kind::improved}) {
    const auto changes = std::count_if(plans.begin(), plans.end(), [kind](const PlanResult& plan) {
      return plan.change && plan.change->kind == kind;
    });
    if (changes > 0) text += fmt::format(", {} {}", changes, name_of(kind));
  }
  return text;
}

}  // namespace

std::string review_text(const std::vector<PlanResult>& plans, const Terminal& terminal) {
  std::string out = table_of(plans).text(terminal);
  append_failures(plans, terminal, out);
  append_changes(plans, terminal, out);
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
