#include "explain/accepted.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <set>

#include <fmt/format.h>

#include "core/result/accepted_lines.hpp"
#include "core/tool/numbers.hpp"
#include "explain/plan_change.hpp"

namespace eventstore::explain {

using catalogue::AcceptedChange;
using result::PlanChange;
using result::PlanResult;
using result::WorseQuantity;

namespace {

bool is_about(const AcceptedChange& accepted, const PlanResult& plan) {
  return accepted.operation == plan.operation &&
         (accepted.case_name == catalogue::any_case || accepted.case_name == plan.case_name) &&
         (accepted.step.empty() || accepted.step == plan.step);
}

std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool accepts(const AcceptedChange& line, const WorseQuantity& worse, const PlanResult& plan) {
  if (line.quantity != "plan") return number_of(worse.after) <= number_of(line.limit);
  return line.limit == worse.after || line.limit == plan.signature;
}

/// The most specific line about this plan and quantity; of several plans that are accepted, the one
/// that it has.  Null where there is none.
const AcceptedChange* line_about(const PlanResult& plan, const WorseQuantity& worse,
                                 const std::vector<AcceptedChange>& accepted) {
  const AcceptedChange* found = nullptr;
  const auto rank = [&](const AcceptedChange& each) {
    return (each.case_name == catalogue::any_case ? 0 : 4) + (each.step.empty() ? 0 : 2) +
           (accepts(each, worse, plan) ? 1 : 0);
  };
  for (const AcceptedChange& each : accepted) {
    const bool is_it = each.quantity == worse.quantity && is_about(each, plan);
    if (is_it && (found == nullptr || rank(each) > rank(*found))) found = &each;
  }
  return found;
}

/// Whether all that is worse of the plan is accepted; adds the lines that play a part.
bool is_accepted(PlanResult& plan, const std::vector<AcceptedChange>& accepted,
                 std::set<const AcceptedChange*>& needed) {
  bool is_all = !plan.change->worse.empty();
  for (WorseQuantity& worse : plan.change->worse) {
    const AcceptedChange* line = line_about(plan, worse, accepted);
    if (line == nullptr) {
      is_all = false;
      continue;
    }
    needed.insert(line);
    worse.limit = line->limit;
    worse.reason = line->reason;
    worse.at = line->at;
    worse.is_specific = line->case_name == plan.case_name && line->step == plan.step;
    is_all = is_all && accepts(*line, worse, plan);
  }
  return is_all;
}

/// A plan that was compared in the way that the line's quantity needs.
bool was_compared(const AcceptedChange& line, const BaselineComparison& comparison) {
  const auto& compared = line.quantity == "plan" ? comparison.by_shape : comparison.by_work;
  return std::any_of(compared.begin(), compared.end(),
                     [&line](const PlanResult* plan) { return is_about(line, *plan); });
}

}  // namespace

std::vector<std::string> accept_changes(std::vector<PlanResult>& plans,
                                        const BaselineComparison& comparison,
                                        const std::vector<AcceptedChange>& accepted,
                                        const ReviewScope& scope) {
  std::set<const AcceptedChange*> needed;
  for (PlanResult& plan : plans) {
    if (!plan.change || plan.change->kind != PlanChange::Kind::regressed) continue;
    const bool is_whole = is_accepted(plan, accepted, needed);
    if (is_whole && plan.verdict != result::Verdict::fail) {
      plan.change->kind = PlanChange::Kind::accepted;
    }
    plan.change->what += result::limits_text(*plan.change);
  }
  std::vector<std::string> notes;
  for (const AcceptedChange& line : accepted) {
    const bool may_be_needed_elsewhere =
        !scope.has_all_modes || (!scope.has_all_cases && line.case_name == catalogue::any_case);
    if (needed.contains(&line) || may_be_needed_elsewhere || !was_compared(line, comparison)) {
      continue;
    }
    notes.push_back(fmt::format("accepted change no longer needed: {} of {}/{} ({}); remove it",
                                line.quantity, line.operation, line.case_name, line.at));
  }
  return notes;
}

std::string differences_text(const std::vector<PlanResult>& plans) {
  std::int64_t changed = 0;
  std::int64_t accepted = 0;
  for (const PlanResult& plan : plans) {
    if (!plan.change) continue;
    ++changed;
    if (plan.change->kind == PlanChange::Kind::accepted) ++accepted;
  }
  if (changed == 0) return "none differs";
  const std::string text =
      fmt::format("{} {}", grouped(changed), changed == 1 ? "differs" : "differ");
  if (accepted == 0) return text;
  if (accepted < changed) {
    return fmt::format("{}, {} of them accepted in accepted.toml", text, grouped(accepted));
  }
  return fmt::format("{}, {}accepted in accepted.toml", text, changed == 1 ? "" : "all ");
}

}  // namespace eventstore::explain
