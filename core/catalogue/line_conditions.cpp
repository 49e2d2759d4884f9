#include "core/catalogue/line_conditions.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::catalogue {

namespace {

/// Of the first condition that no case meets: ": none sets 'tenat'; known are length, tenant; did
/// you mean 'tenant'?".
std::string why_not_met(const std::map<std::string, std::string>& when,
                        const std::vector<Case>& cases) {
  std::set<std::string> names, settings;
  for (const Case& each : cases) {
    for (const auto& [name, value] : each.settings) {
      names.insert(name);
      settings.insert(fmt::format("{}={}", name, value));
    }
  }
  for (const auto& [name, value] : when) {
    if (!names.contains(name)) {
      return fmt::format(": none sets '{}'; known are {}{}", name, fmt::join(names, ", "),
                         did_you_mean(name, {names.begin(), names.end()}));
    }
    const std::string setting = fmt::format("{}={}", name, value);
    if (settings.contains(setting)) continue;
    std::erase_if(settings, [&name](const auto& each) { return !each.starts_with(name + "="); });
    return fmt::format(": none has {}; known are {}{}", setting, fmt::join(settings, ", "),
                       did_you_mean(setting, {settings.begin(), settings.end()}));
  }
  return " together";
}

}  // namespace

void check_conditions(const Operation& operation) {
  const auto check = [&](const auto& when, std::string_view what, int line) {
    const auto& cases = operation.cases;
    const auto is_concerned = [&](const Case& which) { return applies_to(when, which); };
    if (std::any_of(cases.begin(), cases.end(), is_concerned)) return;
    throw UsageError(fmt::format("{}:{}: no case has what this {} asks for after 'when'{}",
                                 operation.file, line, what, why_not_met(when, cases)));
  };
  for (const Sla& sla : operation.slas) check(sla.when, "target", sla.line);
  for (const Step& step : operation.steps) {
    for (const PlanExpectation& plan : step.expectations) {
      check(plan.when.settings, "expectation", plan.line);
    }
  }
}

}  // namespace eventstore::catalogue
