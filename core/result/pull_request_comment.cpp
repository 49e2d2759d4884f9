#include "core/result/pull_request_comment.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/result/accepted_lines.hpp"
#include "core/result/index_changes.hpp"
#include "core/result/line_difference.hpp"
#include "core/result/markdown.hpp"
#include "core/result/plan_standing.hpp"
#include "core/result/pull_request_misses.hpp"
#include "core/result/report_sections.hpp"
#include "core/result/report_subjects.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

/// So many rows are read at a glance; the others are collapsed.
constexpr std::size_t shown_rows = 12;
constexpr std::size_t shown_plans = 3;
constexpr std::size_t shown_items = 5;
constexpr std::size_t shown_advice = 8;

struct Sides {
  std::span<const ResultDocument> before;
  std::span<const ResultDocument> after;
};

Section section_of(std::string text, Worth worth, std::string name) {
  return {"", {{std::move(text), worth, std::move(name), false}}, ""};
}

/// What a block says elsewhere below a heading of its own.
std::string without_heading(std::string text) {
  if (text.starts_with("## ")) text.erase(0, text.find_first_not_of('\n', text.find('\n')));
  return text;
}

/// The blocks of a section below a line that opens them by a click.
Section folded(const std::string& summary, Section section) {
  if (section.opening.empty() && !section.blocks.empty()) {
    section.blocks.front().text = without_heading(std::move(section.blocks.front().text));
  }
  section.opening = collapsed_opening(summary) + without_heading(std::move(section.opening));
  section.closing += collapsed_closing() + "\n";
  return section;
}

/// Several sections as one; what stands around each is part of its first and last block.
Section joined(std::vector<Section> sections) {
  Section all;
  for (Section& each : sections) {
    if (each.blocks.empty()) continue;
    each.blocks.front().text.insert(0, each.opening);
    each.blocks.back().text += each.closing;
    std::move(each.blocks.begin(), each.blocks.end(), std::back_inserter(all.blocks));
  }
  return all;
}

std::vector<std::string> reasons_for_no_verdict(const Sides& sides) {
  std::vector<std::string> reasons;
  for (const ResultDocument& document : sides.after) {
    if (document.load && !document.load->ledger.unread.empty()) {
      reasons.push_back(fmt::format("No verdict on reconciliation of load {}: {}",
                                    code(document.load->scenario),
                                    escaped(document.load->ledger.unread)));
    }
    if (document.exit_code != ExitCode::no_verdict) continue;
    const bool says = document.load && !document.load->no_verdict.empty();
    reasons.push_back(fmt::format("No verdict of {}: {}", code(document.tool),
                                  says ? escaped(document.load->no_verdict)
                                       : std::string{"too noisy, or not proven; see below"}));
  }
  return reasons;
}

/// "All 150 judged plans are ...; 21 of 21 latency targets met".
std::string what_holds(const Sides& sides) {
  const std::vector<PlanResult> plans = plans_of(sides.after);
  std::vector<std::string> parts;
  if (!plans.empty()) parts.push_back(verdict_sentence(plans, code));
  const Overall all = overall(sides.after);
  for (const auto& [counts, noun] :
       {std::pair{all.targets, "latency target"}, std::pair{all.thresholds, "load threshold"}}) {
    if (counts.judged == 0) continue;
    parts.push_back(fmt::format("{} of {} met", grouped(counts.judged - counts.failed),
                                counted(counts.judged, noun)));
  }
  for (const ResultDocument& document : sides.after) {
    const bool has_books = document.load && document.exit_code != ExitCode::no_verdict &&
                           document.load->violations.empty() && !document.load->is_partial;
    if (!has_books) continue;
    const auto events = static_cast<std::int64_t>(document.load->ledger.acknowledged);
    parts.push_back(
        fmt::format("{} appended, and every one accounted for", counted(events, "event")));
  }
  return parts.empty() ? "Nothing was measured" : fmt::format("{}", fmt::join(parts, "; "));
}

std::string text_member(const nlohmann::json& object, const char* name) {
  if (!object.is_object() || !object.contains(name)) return {};
  const nlohmann::json& value = object[name];
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_integer() ? grouped(value.get<std::int64_t>()) : std::string{};
}

/// "`def` against `abc`, light: store `reference`, 50,000 events, PostgreSQL 15.18".
std::string circumstances(const Sides& sides, const PullRequest& about) {
  std::vector<std::string> parts;
  if (!about.head.empty()) {
    parts.push_back(code(about.head) + (about.base.empty() ? "" : " against " + code(about.base)));
  }
  if (!about.level.empty()) parts.push_back("level " + escaped(about.level));
  for (const ResultDocument& document : sides.after) {
    const std::string events = text_member(document.dataset, "events");
    if (events.empty()) continue;
    parts.push_back("store " + code(text_member(document.dataset, "store")));
    parts.push_back(events + " events");
    const auto& environment = document.environment;
    if (environment.is_object() && environment.contains("postgresql")) {
      parts.push_back("PostgreSQL " + escaped(text_member(environment["postgresql"], "version")));
    }
    break;
  }
  return parts.empty() ? "" : fmt::format("Measured: {}\n\n", fmt::join(parts, ", "));
}

Section heading(const Sides& sides, const PullRequest& about, std::span<const Miss> fresh,
                std::span<const Miss> old) {
  const auto undecided = reasons_for_no_verdict(sides);
  std::string verdict = "pass";
  std::string sentence = what_holds(sides);
  if (!fresh.empty()) {
    verdict = "FAIL";
    sentence = misses_sentence(fresh);
    if (!old.empty()) sentence += "; more was missed before this change (below)";
  } else if (!old.empty()) {
    verdict = "FAIL, as before this change";
    sentence = "Nothing got worse. Before as now: " + misses_sentence(old);
  } else if (about.exit_code != 0 && about.exit_code != static_cast<int>(ExitCode::no_verdict)) {
    verdict = "FAIL";
    sentence = fmt::format("The review ended with exit code {}; the log of the run says why",
                           about.exit_code);
  } else if (!undecided.empty()) {
    verdict = "no verdict";
  }
  std::string text = fmt::format("## Event store: {}\n\n**{}.**\n\n", verdict, sentence);
  for (const std::string& each : undecided) text += each + "\n\n";
  for (const std::string& each : about.notes) text += escaped(each) + "\n\n";
  for (const ResultDocument& document : sides.after) {
    for (const std::string& each : document.plan_notes) text += escaped(each) + "\n\n";
  }
  return {"", {{text + circumstances(sides, about), Worth::verdict, ""}}, ""};
}

MarkdownTable table_of(std::span<const Miss> misses) {
  MarkdownTable table{{{"what"}, {"before"}, {"now"}, {"asked for"}}};
  const auto cell = [](const std::string& text) { return text.empty() ? "-" : text; };
  for (const Miss& each : misses) {
    table.add_row(
        {cell(each.what), cell(each.before), "**" + cell(each.now) + "**", cell(each.asked)});
  }
  return table;
}

Section table_section(const std::string& opening, std::span<const Miss> misses, Worth worth) {
  const MarkdownTable table = table_of(misses);
  Section section{opening + table.head(), {}, "\n"};
  for (std::string& line : table.lines()) {
    section.blocks.push_back({std::move(line), worth, "table row"});
  }
  return section;
}

/// "read_stream_batch/cold_tail, generic".
std::string title_in_words(const PlanResult& plan) {
  return plan.mode.empty() ? title_of(plan)
                           : fmt::format("{}, {}", title_of(plan), mode_text(plan));
}

/// The plan before and now, where both are known; else as it is now.
std::string plans_text(const Miss& miss) {
  const PlanResult& now = *miss.plan_now;
  const std::string before = miss.plan_before == nullptr ? "" : miss.plan_before->signature;
  const std::string title = code(title_in_words(now));
  if (before.empty()) return fmt::format("Plan of {}:\n\n{}\n", title, code_block(now.signature));
  return fmt::format("Plan of {}, before (-) and now (+):\n\n{}\n", title,
                     code_block(line_difference(before, now.signature), "diff"));
}

Section plans_section(std::span<const Miss> misses) {
  Section section;
  for (const Miss& each : misses) {
    const bool has_plan = each.plan_now != nullptr && !each.plan_now->signature.empty();
    const bool is_same =
        each.plan_before != nullptr && each.plan_before->signature == each.plan_now->signature;
    if (!has_plan || is_same || section.blocks.size() == shown_plans) continue;
    section.blocks.push_back({plans_text(each), Worth::news, "plan"});
  }
  return section;
}

/// What the store's accepted.toml lets pass: whole, as what is asked for less.
Section accepted_section(std::span<const PlanResult> plans) {
  const auto lines = accepted_lines(plans);
  if (lines.empty()) return {};
  MarkdownTable table{
      {{"operation"}, {"case"}, {"quantity"}, {"from"}, {"to"}, {"limit"}, {"reason"}, {"at"}}};
  for (const AcceptedLine& each : lines) {
    table.add_row({code(each.operation), code(each.case_name), code(each.quantity),
                   escaped(each.before), escaped(each.after), escaped(each.limit),
                   escaped(each.reason), code(each.at)});
  }
  return section_of(fmt::format("**{}:**\n\n{}\n", accepted_count(plans), table.text()),
                    Worth::news_row, "accepted changes");
}

/// The first few of them, and how many there are beside.
Section list_section(const std::string& caption, const std::vector<std::string>& items,
                     const std::string& name) {
  if (items.empty()) return {};
  std::string text = caption + "\n\n";
  for (const std::string& item : items) text += "- " + item + "\n";
  return section_of(text + "\n", Worth::news_row, name);
}

/// The first ones, and how many more there are.
std::vector<std::string> first_of(std::vector<std::string> items) {
  if (items.size() <= shown_items) return items;
  const std::size_t more = items.size() - shown_items;
  items.resize(shown_items);
  items.push_back(fmt::format("and {} more", more));
  return items;
}

Section advice_section(std::span<const Miss> misses) {
  Section section{"### What to do\n\n", {}, "\n"};
  const auto add = [&section](std::string line) {
    const bool is_told = std::any_of(section.blocks.begin(), section.blocks.end(),
                                     [&](const Block& block) { return block.text == line; });
    if (!is_told) section.blocks.push_back({std::move(line), Worth::news, "advice"});
  };
  for (const Miss& each : misses) {
    for (const std::string& what : each.to_do) {
      add(fmt::format("- {}: {}\n",
                      each.kind == MissKind::target ? each.what : code(each.operation), what));
    }
  }
  if (const std::size_t all = section.blocks.size(); all > shown_advice) {
    section.blocks.resize(shown_advice);
    section.blocks.push_back(
        {fmt::format("- and {} more of this kind\n", all - shown_advice), Worth::news, "advice"});
  }
  if (!section.blocks.empty()) {
    section.blocks.push_back(
        {"- If it is meant to be so: change the `@plan` or `@sla` line of the operation, or accept "
         "the regression in `accepted.toml`, and say why in the pull request\n",
         Worth::remark, "advice"});
  }
  return section;
}

/// Of each operation whose plans got worse, the worst one: what was expected and found, and the
/// whole of EXPLAIN.
Section worst_plans_section(std::span<const Miss> misses) {
  std::vector<PlanResult> worst;
  for (const Miss& each : misses) {
    const bool is_plan = each.kind == MissKind::plan || each.kind == MissKind::regression;
    if (is_plan) worst.push_back(*each.plan_now);
  }
  return folded("What was expected of the worst plan of each operation, and what was found",
                joined(plan_news(worst)));
}

/// Each plan that is another one and no worse, or cannot be compared.
Section changes_section(std::span<const PlanResult> plans) {
  const auto is_it = [](const PlanResult& plan) {
    const Standing standing = standing_of(plan);
    return standing == Standing::changed || standing == Standing::improved ||
           standing == Standing::not_comparable;
  };
  Section section;
  for (const PlanResult* plan : worst_first(plans)) {
    const std::optional<PlanChange>& change = plan->change;
    if (!change || !is_it(*plan)) continue;
    std::string text = fmt::format("Plan of {}: {}, {}\n\n", code(title_in_words(*plan)),
                                   name_of(standing_of(*plan)), escaped(change->what));
    if (change->before != plan->signature) {
      text += code_block(line_difference(change->before, plan->signature), "diff") + "\n";
    }
    section.blocks.push_back({std::move(text), Worth::plan_of_news, "plan"});
  }
  const auto changed = count_of(plans, Standing::changed);
  const auto improved = count_of(plans, Standing::improved);
  const auto not_comparable = count_of(plans, Standing::not_comparable);
  std::string title = fmt::format("Plans that are others, and no worse: {} changed, {} improved",
                                  grouped(changed), grouped(improved));
  if (not_comparable > 0) {
    title += fmt::format("; {} not comparable", grouped(not_comparable));
  }
  return folded(title, std::move(section));
}

}  // namespace

std::string pull_request_comment(std::span<const ResultDocument> before,
                                 std::span<const ResultDocument> after, const PullRequest& about,
                                 const ReportSize& size) {
  const Sides sides{before, after};
  std::vector<Miss> fresh = misses_of(before, after);
  const auto first_old = std::stable_partition(fresh.begin(), fresh.end(),
                                               [](const Miss& each) { return !each.was_before; });
  const std::vector<Miss> old{first_old, fresh.end()};
  fresh.erase(first_old, fresh.end());
  const std::vector<PlanResult> plans = plans_of(after);
  const std::vector<BenchmarkResult> benchmarks = benchmarks_of(after);

  std::vector<Section> sections{heading(sides, about, fresh, old)};
  const std::span all{fresh};
  const std::size_t shown = std::min(fresh.size(), shown_rows);
  if (!fresh.empty()) {
    sections.push_back(table_section("", all.first(shown), Worth::news_row));
    sections.push_back(plans_section(all));
  }
  sections.push_back(list_section("Indexes:", first_of(index_changes(before, after)),
                                  "indexes that have changed"));
  sections.push_back(accepted_section(plans));
  // Whole: what is loosened must not hide behind what is harmless.
  sections.push_back(list_section("**This change asks for less:**", about.asked_for_less,
                                  "what is asked for no longer"));
  if (!fresh.empty()) sections.push_back(advice_section(all));
  sections.push_back(section_to_accept(plans));

  if (shown < fresh.size()) {
    sections.push_back(folded(fmt::format("{} more got worse", fresh.size() - shown),
                              table_section("", all.subspan(shown), Worth::folded_row)));
  }
  if (!old.empty()) {
    sections.push_back(folded(fmt::format("Missed before this change as well: {}", old.size()),
                              table_section("", old, Worth::folded_row)));
  }
  sections.push_back(changes_section(plans));
  sections.push_back(worst_plans_section(all));
  if (!plans.empty()) {
    sections.push_back(
        folded(fmt::format("Plans: {}", counted(static_cast<std::int64_t>(plans.size()), "plan")),
               plan_summary(plans)));
  }
  if (!benchmarks.empty()) {
    sections.push_back(folded(
        fmt::format("Latencies: {}", counted(static_cast<std::int64_t>(benchmarks.size()), "case")),
        section_of(benchmark_section(benchmarks) + "\n", Worth::measurements, "the latencies")));
  }
  for (const ResultDocument& document : after) {
    if (!document.load) continue;
    sections.push_back(
        folded("Load: " + document.load->scenario, joined(load_sections(*document.load))));
  }
  for (const Subject& subject : subjects_of(after)) {
    sections.push_back(folded("What was measured, and on what",
                              environment_section(subject.document, subject.batch_sizes)));
  }
  return fitted(std::move(sections), size);
}

}  // namespace eventstore::result
