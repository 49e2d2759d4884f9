#include "explain/judge.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "explain/check.hpp"
#include "explain/default_rules.hpp"
#include "explain/partitions.hpp"

namespace eventstore::explain {

using catalogue::PlanExpectation;
using result::Finding;
using result::PlanResult;
using result::Verdict;

namespace {

void append_sentence(std::string& text, const std::string& sentence) {
  text += (text.empty() ? "" : "; ") + sentence;
}

/// Whether the expectation is about a table of which nothing can be said before it grows.
bool is_about_tiny_table(const PlanExpectation& expectation, const Plan& plan,
                         const Measure& measure) {
  if (const auto* never = std::get_if<catalogue::Never>(&expectation.property)) {
    if (never->what == catalogue::Never::What::trigger) return false;
  }
  if (std::holds_alternative<catalogue::NamedIndex>(expectation.property)) {
    bool reads_tiny = false;
    bool reads_others = false;
    for_each_node(plan.root, [&](const PlanNode& node) {
      if (!scans_table(node)) return;
      (measure.tiny_tables.contains(node.relation) ? reads_tiny : reads_others) = true;
    });
    return reads_tiny && !reads_others;
  }
  return measure.tiny_tables.contains(table_of(expectation, measure.store));
}

/// Judges one plan, expectation by expectation.
class PartJudgement {
 public:
  PartJudgement(const Plan& plan, const Measure& measure)
      : plan_(plan),
        without_tiny_(without_tiny_parts(plan, measure.tiny_tables)),
        measure_(measure) {}

  /// The finding; nothing where it cannot be judged, and `remark` says so.
  std::optional<Finding> judge(const PlanExpectation& expectation, Asked asked,
                               std::string& remark) {
    if (!can_be_judged(expectation, plan_)) {
      append_sentence(remark, fmt::format("'{}' is not judged", expectation.text));
      return std::nullopt;
    }
    Finding finding = check(expectation, plan_, measure_.store, asked);
    if (finding.met) return finding;
    Finding elsewhere = check(expectation, without_tiny_, measure_.store, asked);
    if (elsewhere.met) {
      leaves_out_ = true;
      return elsewhere;
    }
    if (!is_about_tiny_table(expectation, plan_, measure_)) return finding;
    append_sentence(remark,
                    fmt::format("'{}' is not judged: {}", expectation.text, measure_.tiny_because));
    return std::nullopt;
  }

  [[nodiscard]] bool scans(const std::string& table) const {
    bool found = false;
    for_each_node(plan_.root, [&](const PlanNode& node) {
      found = found || (scans_table(node) && node.relation == table);
    });
    return found;
  }

  [[nodiscard]] bool leaves_out_tiny_parts() const { return leaves_out_; }
  [[nodiscard]] const Plan& plan() const { return plan_; }

 private:
  const Plan& plan_;
  Plan without_tiny_;
  const Measure& measure_;
  bool leaves_out_ = false;
};

/// Whether the expectation is about the statement as a whole: what runs inside it is counted there.
bool is_about_whole(const PlanExpectation& expectation) {
  if (std::holds_alternative<catalogue::EstimateLimit>(expectation.property)) return true;
  const auto* limit = std::get_if<catalogue::WorkLimit>(&expectation.property);
  if (limit != nullptr) return limit->what != catalogue::WorkLimit::What::removed;
  const auto* never = std::get_if<catalogue::Never>(&expectation.property);
  return never != nullptr && never->what == catalogue::Never::What::trigger;
}

/// Judges a plan together with those of the statements that ran inside it.
class Judgement {
 public:
  /// Keeps references to the plans.
  Judgement(const Plan& plan, const Measure& measure, std::span<const InnerPlan> inside,
            bool has_unseen)
      : measure_(measure), has_unseen_(has_unseen) {
    parts_.emplace_back(plan, measure);
    places_.emplace_back();
    for (const InnerPlan& inner : inside) {
      parts_.emplace_back(inner.plan, measure);
      places_.push_back(inner.place);
    }
  }

  std::optional<Finding> judge(const PlanExpectation& expectation, Asked asked,
                               std::string& remark) {
    if (std::holds_alternative<catalogue::NamedIndex>(expectation.property)) {
      return judge_any(every_part(), expectation, asked, remark);
    }
    if (std::holds_alternative<catalogue::IndexCondition>(expectation.property)) {
      return judge_any(parts_that_answer(expectation), expectation, asked, remark);
    }
    std::optional<Finding> judged;
    for (const std::size_t i : parts_for(expectation)) {
      // The line's own strictness is for the statement, where that reads the table.
      const Asked here = i > 0 && reads_itself(expectation) ? Asked::by_default : asked;
      std::optional<Finding> finding = parts_[i].judge(expectation, here, remark);
      if (finding && !finding->met) return with_place(std::move(*finding), i);
      if (finding && !judged) judged = std::move(finding);
    }
    return judged;
  }

  /// Each default rule once, whichever plan it is about.
  [[nodiscard]] std::vector<PlanExpectation> rules(const OwnWords& own) const {
    std::vector<PlanExpectation> all;
    for (const PartJudgement& part : parts_) {
      for (PlanExpectation& rule : default_rules(own, part.plan())) {
        const bool is_known = std::any_of(
            all.begin(), all.end(), [&rule](const auto& each) { return each.text == rule.text; });
        if (!is_known) all.push_back(std::move(rule));
      }
    }
    return all;
  }

  [[nodiscard]] bool leaves_out_tiny_parts() const {
    return std::any_of(parts_.begin(), parts_.end(),
                       [](const PartJudgement& part) { return part.leaves_out_tiny_parts(); });
  }

 private:
  /// How the statement is to read may be answered by any of the parts: one that meets the line is
  /// enough.
  std::optional<Finding> judge_any(const std::vector<std::size_t>& parts,
                                   const PlanExpectation& expectation, Asked asked,
                                   std::string& remark) {
    std::optional<Finding> first;
    for (const std::size_t i : parts) {
      std::optional<Finding> finding = parts_[i].judge(expectation, asked, remark);
      if (finding && finding->met) return finding;
      if (finding && !first) first = with_place(std::move(*finding), i);
    }
    const bool is_own_answer = parts == std::vector<std::size_t>{0} && reads_itself(expectation);
    if (has_unseen_ && !is_own_answer) return std::nullopt;  // Perhaps it is read there.
    return first;
  }

  [[nodiscard]] std::vector<std::size_t> every_part() const {
    std::vector<std::size_t> parts(parts_.size());
    std::iota(parts.begin(), parts.end(), std::size_t{0});
    return parts;
  }

  [[nodiscard]] bool reads_itself(const PlanExpectation& expectation) const {
    const std::string table = table_of(expectation, measure_.store);
    return !table.empty() && parts_.front().scans(table);
  }

  /// A statement that reads the table has the answer in its own plan, whatever its triggers read by
  /// another key; that of one which calls a function is in the function.
  [[nodiscard]] std::vector<std::size_t> parts_that_answer(
      const PlanExpectation& expectation) const {
    if (reads_itself(expectation)) return {0};
    return parts_for(expectation);
  }

  /// Of a line about a table, the plans that scan it; where there is none, the statement's own,
  /// which then lacks it, unless something was not seen.
  [[nodiscard]] std::vector<std::size_t> parts_for(const PlanExpectation& expectation) const {
    if (is_about_whole(expectation)) return {0};
    std::vector<std::size_t> parts;
    const std::string table = table_of(expectation, measure_.store);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (table.empty() || parts_[i].scans(table)) parts.push_back(i);
    }
    if (parts.empty() && !has_unseen_) parts.push_back(0);
    return parts;
  }

  [[nodiscard]] Finding with_place(Finding finding, std::size_t part) const {
    if (part > 0) finding.found = fmt::format("inside {}: {}", places_[part], finding.found);
    return finding;
  }

  const Measure& measure_;
  bool has_unseen_ = false;
  std::vector<PartJudgement> parts_;
  std::vector<std::string> places_;  ///< Empty for the statement's own.
};

/// What its nodes hide, and what was not seen beside it.
std::vector<std::string> all_unseen(const Plan& plan, const Beside& beside) {
  std::vector<std::string> unseen = beside.unseen;
  const auto add = [&unseen](const PlanNode& node) {
    const bool is_new = std::find(unseen.begin(), unseen.end(), node.hidden) == unseen.end();
    if (!node.hidden.empty() && is_new) unseen.push_back(node.hidden);
  };
  for_each_node(plan.root, add);
  for (const InnerPlan& inner : beside.inside) for_each_node(inner.plan.root, add);
  return unseen;
}

Verdict verdict_of(const std::vector<Finding>& findings, bool has_unseen) {
  const bool all_met = std::all_of(findings.begin(), findings.end(),
                                   [](const Finding& finding) { return finding.met; });
  if (!all_met) return Verdict::fail;
  if (has_unseen) return Verdict::no_check;
  return findings.empty() ? Verdict::no_target : Verdict::pass;
}

}  // namespace

std::optional<bool> holds(const catalogue::PlanConditions& when,
                          const Circumstances& circumstances) {
  const auto known = [](bool is_known, bool is_true) {
    return is_known ? std::optional{is_true} : std::nullopt;
  };
  const int server = circumstances.server;
  const bool wants_case = !when.settings.empty();
  const bool wants_server = when.server_from != 0 || when.server_below != 0;
  const std::array parts{
      wants_case
          ? known(circumstances.which != nullptr,
                  circumstances.which != nullptr && applies_to(when.settings, *circumstances.which))
          : std::optional{true},
      when.mode.empty() ? std::optional{true}
                        : known(!circumstances.mode.empty(), circumstances.mode == when.mode),
      wants_server ? known(server != 0, server >= when.server_from &&
                                            (when.server_below == 0 || server < when.server_below))
                   : std::optional{true}};
  const auto is = [&parts](std::optional<bool> value) {
    return std::find(parts.begin(), parts.end(), value) != parts.end();
  };
  if (is(false)) return false;
  return is(std::nullopt) ? std::nullopt : std::optional{true};
}

void judge(PlanResult& result, const catalogue::Operation& operation, const catalogue::Step& step,
           const Plan& plan, const Measure& measure, const Circumstances& circumstances,
           const Beside& beside) {
  std::vector<std::string> unseen = all_unseen(plan, beside);
  Judgement judgement{plan, measure, beside.inside, !unseen.empty()};
  const auto add = [&](std::optional<Finding> finding) {
    if (!finding) return;
    finding->file = operation.source;
    result.findings.push_back(std::move(*finding));
  };
  for (const PlanExpectation& expectation : step.expectations) {
    const std::optional<bool> is_asked = holds(expectation.when, circumstances);
    if (!is_asked) {
      append_sentence(result.reason,
                      fmt::format("'{}' is not judged: it is not known whether its condition holds",
                                  expectation.text));
    }
    if (is_asked.value_or(false)) add(judgement.judge(expectation, Asked::by_line, result.reason));
  }
  for (const PlanExpectation& rule : judgement.rules(own_words_of(step))) {
    // That a plan was not executed has been said.
    if (!plan.analyzed && needs_execution(rule)) continue;
    add(judgement.judge(rule, Asked::by_default, result.reason));
  }
  if (std::string left_out = tables_without_rules(own_words_of(step), plan); !left_out.empty()) {
    unseen.push_back(std::move(left_out));
  }
  if (judgement.leaves_out_tiny_parts()) {
    append_sentence(result.reason, "tables and partitions of no more than 8 pages are not judged");
  }
  for (const std::string& each : unseen) append_sentence(result.reason, each);
  result.verdict = verdict_of(result.findings, !unseen.empty());
}

}  // namespace eventstore::explain
