#include "explain/judge.hpp"

#include <algorithm>
#include <array>
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
  return measure.tiny_tables.contains(measure.store.table_of(table_named_by(expectation)));
}

/// Judges one plan, expectation by expectation.
class Judgement {
 public:
  Judgement(const Plan& plan, const Measure& measure)
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

  [[nodiscard]] bool leaves_out_tiny_parts() const { return leaves_out_; }

 private:
  const Plan& plan_;
  Plan without_tiny_;
  const Measure& measure_;
  bool leaves_out_ = false;
};

Verdict verdict_of(const std::vector<Finding>& findings) {
  if (findings.empty()) return Verdict::no_target;
  const bool all_met = std::all_of(findings.begin(), findings.end(),
                                   [](const Finding& finding) { return finding.met; });
  return all_met ? Verdict::pass : Verdict::fail;
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
           const Plan& plan, const Measure& measure, const Circumstances& circumstances) {
  Judgement judgement{plan, measure};
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
  for (const PlanExpectation& rule : default_rules(own_words_of(step), plan)) {
    // That a plan was not executed has been said.
    if (!plan.analyzed && needs_execution(rule)) continue;
    add(judgement.judge(rule, Asked::by_default, result.reason));
  }
  if (judgement.leaves_out_tiny_parts()) {
    append_sentence(result.reason, "tables and partitions of no more than 8 pages are not judged");
  }
  result.verdict = verdict_of(result.findings);
}

}  // namespace eventstore::explain
