#include "core/result/asked_for_less.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/result/markdown.hpp"
#include "core/result/plan_standing.hpp"

namespace eventstore::result {

namespace {

/// What is asked of the plans of each operation and step.
std::map<std::string, std::set<std::string>> asked_of(std::span<const ResultDocument> documents) {
  std::map<std::string, std::set<std::string>> asked;
  for (const ResultDocument& document : documents) {
    for (const PlanResult& plan : document.plans) {
      std::set<std::string>& expectations = asked[operation_and_step(plan)];
      for (const Finding& finding : plan.findings) expectations.insert(finding.expectation);
    }
  }
  return asked;
}

}  // namespace

std::vector<std::string> asked_for_less(std::span<const ResultDocument> before,
                                        std::span<const ResultDocument> after) {
  const auto was = asked_of(before);
  const auto now = asked_of(after);
  std::vector<std::string> less;
  if (was.empty() || now.empty()) return less;
  for (const auto& [operation, expectations] : was) {
    const auto same = now.find(operation);
    if (same == now.end()) {
      less.push_back(code(operation) + " is gone");
      continue;
    }
    std::string gone;
    for (const std::string& each : expectations) {
      // Default rules come and go with what a plan does.
      if (same->second.contains(each) || each.starts_with("default: ")) continue;
      gone += (gone.empty() ? "" : ", ") + code(each);
    }
    if (!gone.empty()) {
      less.push_back(fmt::format("{}: no longer asked for: {}", code(operation), gone));
    }
  }
  return less;
}

}  // namespace eventstore::result
