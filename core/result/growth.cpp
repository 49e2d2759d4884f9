#include "core/result/growth.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::result {

std::vector<GrownPlan> grown_plans(std::span<const PlanResult> plans) {
  std::vector<GrownPlan> grown;
  for (const PlanResult& plan : plans) {
    for (const Finding& finding : plan.findings) {
      if (finding.expectation.starts_with(growth_mark)) grown.push_back({&plan, &finding});
    }
  }
  std::stable_sort(grown.begin(), grown.end(), [](const GrownPlan& a, const GrownPlan& b) {
    return !a.finding->met && b.finding->met;
  });
  return grown;
}

std::string growth_sentence(std::span<const GrownPlan> grown) {
  const auto failed = std::count_if(grown.begin(), grown.end(),
                                    [](const GrownPlan& each) { return !each.finding->met; });
  const auto all = static_cast<std::int64_t>(grown.size());
  if (failed == 0)
    return fmt::format("{} compared: what they read follows their rows", counted(all, "plan"));
  return fmt::format("{} of {} {} not as with fewer events", grouped(failed), counted(all, "plan"),
                     failed == 1 ? "is" : "are");
}

}  // namespace eventstore::result
