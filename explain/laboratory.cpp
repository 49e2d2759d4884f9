#include "explain/laboratory.hpp"

#include <string>

#include "core/dataset/store_copy.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::explain {

Laboratory::Laboratory(const dataset::SeededStore& store, const std::vector<Selected>& cases,
                       const std::vector<PlanMode>& modes)
    : reading_clone_(dataset::copy_of(store, "mutate", "leave --mutate out")),
      writing_clone_(dataset::copy_of(store, "mutate", "leave --mutate out")),
      store_(store),
      reviewer_(store, cases, modes),
      reading_(reading_clone_->database(), pg::SessionUse::measured_write),
      writing_(writing_clone_->database(), pg::SessionUse::measured_write) {
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

Observed Laboratory::observe(const std::function<void(pg::Wire&)>& change, int most_ms,
                             Appends appends) {
  stop_if_interrupted();
  reading_.begin_experiment(change, most_ms);
  writing_.begin_experiment(change, most_ms);
  Observed observed{.plans = reviewer_.review(explainers()), .append = {}};
  if (appends == Appends::measured) observed.append = measured_append();
  reading_.end_experiment();
  writing_.end_experiment();
  return observed;
}

MeasuredAppend Laboratory::append_as_it_is() {
  reading_.begin_experiment([](pg::Wire&) {}, 0);
  writing_.begin_experiment([](pg::Wire&) {}, 0);
  MeasuredAppend append = measured_append();
  reading_.end_experiment();
  writing_.end_experiment();
  return append;
}

MeasuredAppend Laboratory::measured_append() {
  if (!append_) return {};
  const auto events = std::stoll(append_cases_.front().which->settings.at("events"));
  return measure_append(
      [this, events] { return append_work_of(append_->review(explainers()), events); });
}

}  // namespace eventstore::explain
