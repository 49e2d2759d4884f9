#include "core/result/folded_news.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include "core/result/plan_standing.hpp"
#include "core/tool/text_lines.hpp"

namespace eventstore::result {

namespace {

bool has_more_buffers(const PlanResult* a, const PlanResult* b) {
  return a->buffers > b->buffers;
}

bool is_same(const Finding& a, const Finding& b) {
  return a.expectation == b.expectation && a.why == b.why && a.hint == b.hint && a.file == b.file &&
         a.line == b.line;
}

/// A custom plan has its values where a generic one has parameters: `> '0'::bigint`, `> $2`.
std::string without_values(const std::string& found) {
  static const RE2 value{R"('(?:[^']|'')*'(?:::[a-z ]+\b)?|\$\d+)", RE2::Latin1};
  std::string text = found;
  RE2::GlobalReplace(&text, value, "?");
  return text;
}

void add(std::vector<FoldedFinding>& folded, const PlanResult& plan, const Finding& finding) {
  const std::string operation = operation_and_step(plan);
  auto group = std::find_if(folded.begin(), folded.end(), [&](const FoldedFinding& each) {
    return each.operation == operation && is_same(each.finding, finding);
  });
  if (group == folded.end()) group = folded.insert(folded.end(), {operation, finding, {}});
  auto same = std::find_if(group->found.begin(), group->found.end(), [&](const FoundIn& each) {
    return without_values(each.found) == without_values(finding.found);
  });
  if (same == group->found.end()) {
    same = group->found.insert(group->found.end(), {finding.found, {}});
  }
  same->plans.push_back(&plan);
}

/// To those of the same operation and step with which it has the same in common, or alone.
void add_to_same(std::vector<SamePlans>& folded, const PlanResult& plan,
                 const std::function<bool(const PlanResult&)>& is_alike) {
  const auto same = std::find_if(folded.begin(), folded.end(), [&](const SamePlans& each) {
    return operation_and_step(*each.front()) == operation_and_step(plan) && is_alike(*each.front());
  });
  if (same == folded.end()) {
    folded.push_back({&plan});
  } else {
    same->push_back(&plan);
  }
}

/// The cases of an operation and step in their order, each with the modes that were reviewed.
struct ReviewedCase {
  std::string name;
  std::size_t modes = 0;
};

std::vector<ReviewedCase> cases_of(const PlanResult& like, std::span<const PlanResult> reviewed) {
  std::vector<ReviewedCase> cases;
  for (const PlanResult& plan : reviewed) {
    if (plan.operation != like.operation || plan.step != like.step) continue;
    if (cases.empty() || cases.back().name != plan.case_name) {
      cases.push_back({.name = plan.case_name, .modes = 0});
    }
    ++cases.back().modes;
  }
  return cases;
}

/// Numbers of cases as text: those that follow each other are told by the first and the last.
std::string names_of(const std::vector<std::size_t>& numbers,
                     const std::vector<ReviewedCase>& cases) {
  constexpr std::size_t many = 4;
  std::vector<std::string> words;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    if (end - i >= many) {
      words.push_back(cases[numbers[i]].name + " ... " + cases[numbers[end - 1]].name);
      i = end;
    } else {
      words.push_back(cases[numbers[i]].name);
      ++i;
    }
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

/// A pass and a failure may have a remark in common, all other verdicts are told apart.
Verdict group_of(Verdict verdict) {
  const bool is_judged = verdict == Verdict::fail || verdict == Verdict::no_target;
  return is_judged ? Verdict::pass : verdict;
}

}  // namespace

std::vector<FoldedFinding> folded_findings(std::span<const PlanResult> plans) {
  std::vector<const PlanResult*> failed;
  std::map<std::string, std::int64_t> most;  // Buffers of an operation's failing plans.
  for (const PlanResult& plan : plans) {
    if (plan.verdict != Verdict::fail) continue;
    failed.push_back(&plan);
    std::int64_t& buffers = most[operation_and_step(plan)];
    buffers = std::max(buffers, plan.buffers);
  }
  std::stable_sort(failed.begin(), failed.end(), has_more_buffers);
  std::vector<FoldedFinding> folded;
  for (const PlanResult* plan : failed) {
    for (const Finding& finding : plan->findings) {
      if (!finding.met) add(folded, *plan, finding);
    }
  }
  std::stable_sort(folded.begin(), folded.end(),
                   [&](const FoldedFinding& a, const FoldedFinding& b) {
                     return std::pair{-most.at(a.operation), a.operation} <
                            std::pair{-most.at(b.operation), b.operation};
                   });
  return folded;
}

std::vector<SamePlans> folded_changes(std::span<const PlanResult> plans) {
  std::vector<const PlanResult*> changed;
  for (const PlanResult& plan : plans) {
    if (plan.change) changed.push_back(&plan);
  }
  std::stable_sort(changed.begin(), changed.end(), [](const PlanResult* a, const PlanResult* b) {
    if (a->change->kind != b->change->kind) return a->change->kind < b->change->kind;
    return has_more_buffers(a, b);
  });
  std::vector<SamePlans> folded;
  for (const PlanResult* plan : changed) {
    add_to_same(folded, *plan, [&](const PlanResult& first) {
      return first.change->kind == plan->change->kind && first.change->what == plan->change->what &&
             first.change->before == plan->change->before && first.signature == plan->signature;
    });
  }
  return folded;
}

std::vector<SamePlans> folded_remarks(std::span<const PlanResult> plans) {
  std::vector<SamePlans> folded;
  for (const PlanResult& plan : plans) {
    if (plan.reason.empty()) continue;
    add_to_same(folded, plan, [&](const PlanResult& first) {
      return group_of(first.verdict) == group_of(plan.verdict) && first.reason == plan.reason;
    });
  }
  return folded;
}

std::string cases_and_modes(const SamePlans& plans, std::span<const PlanResult> reviewed) {
  const std::vector<ReviewedCase> cases = cases_of(*plans.front(), reviewed);
  std::vector<std::pair<std::string, std::vector<std::size_t>>> by_modes;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::vector<std::string> modes;
    for (const PlanResult& plan : reviewed) {
      const bool is_one = std::find(plans.begin(), plans.end(), &plan) != plans.end();
      if (is_one && plan.case_name == cases[i].name) modes.push_back(mode_text(plan));
    }
    if (modes.empty()) continue;
    const bool is_all = modes.size() > 2 && modes.size() == cases[i].modes;
    const std::string text = is_all ? "all modes" : enumerated(modes);
    const auto same = std::find_if(by_modes.begin(), by_modes.end(),
                                   [&](const auto& each) { return each.first == text; });
    if (same == by_modes.end()) {
      by_modes.push_back({text, {i}});
    } else {
      same->second.push_back(i);
    }
  }
  std::vector<std::string> parts;
  for (const auto& [modes, numbers] : by_modes) {
    parts.push_back(names_of(numbers, cases) + (modes.empty() ? "" : ", " + modes));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string titles_of(const SamePlans& plans, std::span<const PlanResult> reviewed) {
  if (plans.size() == 1) return full_title_of(*plans.front());
  return operation_and_step(*plans.front()) + ", " + cases_and_modes(plans, reviewed);
}

}  // namespace eventstore::result
