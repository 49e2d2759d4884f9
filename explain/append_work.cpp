#include "explain/append_work.hpp"

#include <string>

#include "explain/plan_tree.hpp"

namespace eventstore::explain {

using result::PlanResult;

const Selected* largest_append(const std::vector<Selected>& cases) {
  const auto events_of = [](const Selected& each) {
    const auto& settings = each.which->settings;
    const auto found = settings.find("events");
    const bool is_refused = each.which->expected_outcome != Outcome::ok;
    const bool counts = each.operation->writes() && !is_refused && found != settings.end();
    return counts ? std::stoll(found->second) : 0LL;
  };
  const Selected* largest = nullptr;
  for (const Selected& each : cases) {
    const auto events = events_of(each);
    if (events > 0 && (largest == nullptr || events > events_of(*largest))) largest = &each;
  }
  return largest;
}

std::optional<AppendExecution> execution_of(const std::vector<PlanResult>& steps,
                                            std::int64_t events) {
  std::int64_t wal_bytes = 0;
  std::int64_t buffers = 0;
  AppendExecution execution;
  for (const PlanResult& step : steps) {
    if (step.plan.is_null() || !step.analyzed) return std::nullopt;
    const PlanNode root = parse_plan(step.plan).root;
    if (root.wal_bytes == 0) continue;  // A step that only looks is no price of an index.
    wal_bytes += root.wal_bytes;
    buffers += root.buffers();
    execution.page_images += root.wal_page_images;
  }
  if (wal_bytes == 0) return std::nullopt;
  execution.work = {.wal_bytes = static_cast<double>(wal_bytes) / static_cast<double>(events),
                    .buffers = static_cast<double>(buffers) / static_cast<double>(events)};
  return execution;
}

MeasuredAppend measure_append(const std::function<std::optional<AppendExecution>()>& execute) {
  MeasuredAppend measured;
  int undisturbed = 0;
  for (int i = 0; i < most_append_executions && undisturbed < wanted_append_executions; ++i) {
    const auto execution = execute();
    if (!execution) return {};
    if (execution->page_images > 0) continue;
    ++undisturbed;
    const bool is_least = !measured.work || execution->work.wal_bytes < measured.work->wal_bytes;
    if (is_least) measured.work = execution->work;
  }
  measured.is_disturbed = undisturbed == 0;
  return measured;
}

}  // namespace eventstore::explain
