#include "explain/append_work.hpp"

#include <string>
#include <utility>

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

std::optional<AppendWork> append_work_of(const std::vector<PlanResult>& steps,
                                         std::int64_t events) {
  std::int64_t wal_bytes = 0;
  std::int64_t without_images = 0;
  std::int64_t buffers = 0;
  for (const PlanResult& step : steps) {
    if (step.plan.is_null() || !step.analyzed) return std::nullopt;
    const PlanNode root = parse_plan(step.plan).root;
    if (root.wal_bytes == 0) continue;  // A step that only looks is no price of an index.
    wal_bytes += root.wal_bytes;
    without_images += root.wal_without_images();
    buffers += root.buffers();
  }
  if (wal_bytes == 0) return std::nullopt;
  const auto per_event = [events](std::int64_t amount) {
    return static_cast<double>(amount) / static_cast<double>(events);
  };
  return AppendWork{.wal_bytes = per_event(without_images),
                    .buffers = per_event(buffers),
                    .image_bytes = per_event(wal_bytes - without_images)};
}

MeasuredAppend measure_append(const std::function<std::optional<AppendWork>()>& execute) {
  if (!execute()) return {};
  MeasuredAppend measured;
  int undisturbed = 0;
  int disturbed = 0;
  const auto is_enough = [&] {
    return undisturbed >= wanted_append_executions && measured.work->image_bytes <= 0.0;
  };
  while (disturbed < most_append_executions && undisturbed < most_undisturbed_executions &&
         !is_enough()) {
    const auto work = execute();
    if (!work) return {};
    if (work->image_bytes > disturbing_share * (work->wal_bytes + work->image_bytes)) {
      ++disturbed;
      continue;
    }
    ++undisturbed;
    const auto order = [](const AppendWork& each) {
      return std::pair{each.image_bytes, each.wal_bytes};
    };
    if (!measured.work || order(*work) < order(*measured.work)) measured.work = work;
  }
  measured.is_disturbed = undisturbed == 0;
  return measured;
}

}  // namespace eventstore::explain
