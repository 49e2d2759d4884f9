#include "reports/asked_for_less.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/result/markdown.hpp"

namespace eventstore::reports {

namespace {

using catalogue::Case;
using catalogue::Operation;
using catalogue::PlanExpectation;
using catalogue::Sla;
using catalogue::Step;
using result::code;
using Names = std::vector<std::string>;

void add(const std::string& subject, const std::string& what, const Names& names,
         std::vector<std::string>& less) {
  if (names.empty()) return;
  less.push_back(fmt::format("{}: {}{}", subject, what, fmt::join(names, ", ")));
}

bool is_same(const Case& a, const Case& b) {
  return a.name == b.name && a.settings == b.settings && a.expected_outcome == b.expected_outcome;
}

Names lost_cases(const Operation& before, const Operation& after) {
  Names names;
  for (const Case& was : before.cases) {
    const bool is_kept = std::any_of(after.cases.begin(), after.cases.end(),
                                     [&](const Case& now) { return is_same(was, now); });
    if (!is_kept) names.push_back(code(was.name));
  }
  return names;
}

/// The target for the same calls: of the same percentile under the same conditions.
const Sla* sla_like(const Sla& sla, const Operation& operation) {
  const auto found = std::find_if(
      operation.slas.begin(), operation.slas.end(),
      [&](const Sla& each) { return each.percentile == sla.percentile && each.when == sla.when; });
  return found == operation.slas.end() ? nullptr : &*found;
}

Names lost_targets(const Operation& before, const Operation& after) {
  Names names;
  for (const Sla& was : before.slas) {
    if (sla_like(was, after) == nullptr) names.push_back(code(catalogue::text_of(was)));
  }
  return names;
}

Names looser_targets(const Operation& before, const Operation& after) {
  Names names;
  for (const Sla& was : before.slas) {
    const Sla* const now = sla_like(was, after);
    if (now == nullptr || now->limit_ms <= was.limit_ms) continue;
    names.push_back(fmt::format("{}, before for {}", code(catalogue::text_of(*now)),
                                code(catalogue::text_of(was))));
  }
  return names;
}

Names lost_expectations(const Step& before, const Step& after) {
  Names names;
  for (const PlanExpectation& was : before.expectations) {
    const bool is_kept =
        std::any_of(after.expectations.begin(), after.expectations.end(),
                    [&](const PlanExpectation& now) { return now.text == was.text; });
    if (!is_kept) names.push_back(code(was.text));
  }
  return names;
}

void compare(const Operation& before, const Operation& after, std::vector<std::string>& less) {
  const std::string operation = code(before.title());
  add(operation, "cases that are gone, or others: ", lost_cases(before, after), less);
  add(operation, "no longer asked for: ", lost_targets(before, after), less);
  add(operation, "asked for ", looser_targets(before, after), less);
  for (const Step& was : before.steps) {
    const std::string step =
        was.name.empty() ? operation : code(fmt::format("{} [{}]", before.title(), was.name));
    const auto now = std::find_if(after.steps.begin(), after.steps.end(),
                                  [&](const Step& each) { return each.name == was.name; });
    if (now == after.steps.end()) {
      less.push_back(step + " is gone");
    } else {
      add(step, "no longer asked for: ", lost_expectations(was, *now), less);
    }
  }
}

}  // namespace

std::vector<std::string> asked_for_less(const catalogue::Catalogue& before,
                                        const catalogue::Catalogue& after) {
  std::vector<std::string> less;
  for (const Operation& was : before.operations) {
    const auto now =
        std::find_if(after.operations.begin(), after.operations.end(),
                     [&](const Operation& each) { return each.title() == was.title(); });
    if (now == after.operations.end()) {
      less.push_back(code(was.title()) + " is gone");
    } else {
      compare(was, *now, less);
    }
  }
  return less;
}

}  // namespace eventstore::reports
