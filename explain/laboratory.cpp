#include "explain/laboratory.hpp"

#include <string>
#include <utility>

#include "core/tool/interrupt.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

using result::PlanResult;

namespace {

/// The append with the most events, whose cost for each of them is told best; null without one.
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

/// Of one execution of all steps of an append.
struct Execution {
  AppendWork work;  ///< Of one of its events.
  std::int64_t page_images = 0;
};

/// Nothing where a step does not run, or nothing is written.
std::optional<Execution> execution_of(const std::vector<PlanResult>& steps, std::int64_t events) {
  std::int64_t wal_bytes = 0;
  std::int64_t buffers = 0;
  Execution execution;
  for (const PlanResult& step : steps) {
    if (step.plan.is_null() || !step.analyzed) return std::nullopt;
    const PlanNode root = parse_plan(step.plan).root;
    if (root.wal_bytes == 0) continue;  // A step that only looks is no price of an index.
    wal_bytes += root.wal_without_images();
    buffers += root.buffers();
    execution.page_images += root.wal_page_images;
  }
  if (wal_bytes <= 0) return std::nullopt;
  execution.work = {.wal_bytes = static_cast<double>(wal_bytes) / static_cast<double>(events),
                    .buffers = static_cast<double>(buffers) / static_cast<double>(events)};
  return execution;
}

}  // namespace

Laboratory::Laboratory(const dataset::SeededStore& store, const std::vector<Selected>& cases,
                       const std::vector<PlanMode>& modes)
    : reading_clone_(store.database, "mutate"),
      writing_clone_(store.database, "mutate"),
      store_(store),
      reviewer_(store, cases, modes),
      reading_(reading_clone_.database()),
      writing_(writing_clone_.database()) {
  if (const Selected* append = largest_append(cases)) {
    append_cases_ = {*append};
    append_.emplace(store, append_cases_, std::vector{PlanMode::generic});
  }
}

Reviewer::ExplainerOf Laboratory::explainers() {
  return [this](const catalogue::Operation& operation) -> Explainer& {
    return operation.writes() ? writing_ : reading_;
  };
}

Observed Laboratory::observe(const std::function<void(pg::Wire&)>& change, int most_ms) {
  stop_if_interrupted();
  reading_.begin_experiment(change, most_ms);
  writing_.begin_experiment(change, most_ms);
  Observed observed{.plans = reviewer_.review(explainers(), Refusal::fails_the_plan),
                    .append = append_work()};
  reading_.end_experiment();
  writing_.end_experiment();
  return observed;
}

/// Of several, the one with the fewest images of whole pages, of which it is only guessed how long
/// they are, and of these the one with the least WAL: full pages are split, and looked through, in
/// others.
std::optional<AppendWork> Laboratory::append_work() {
  constexpr int times = 3;
  std::optional<Execution> least;
  for (int i = 0; append_ && i < times; ++i) {
    const auto execution =
        execution_of(append_->review(explainers(), Refusal::fails_the_plan),
                     std::stoll(append_cases_.front().which->settings.at("events")));
    if (!execution) continue;
    const auto order = [](const Execution& each) {
      return std::pair{each.page_images, each.work.wal_bytes};
    };
    if (!least || order(*execution) < order(*least)) least = execution;
  }
  return least ? std::optional{least->work} : std::nullopt;
}

}  // namespace eventstore::explain
