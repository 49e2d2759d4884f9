#include "bench/load/records.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace eventstore::load {

using measure::Duration;

namespace {

std::uint64_t nanoseconds(Duration duration) {
  return static_cast<std::uint64_t>(std::max<Duration::rep>(duration.count(), 0));
}

}  // namespace

std::uint64_t StepRecord::issued() const {
  return std::accumulate(outcomes.begin(), outcomes.end(), std::uint64_t{0});
}

void StepRecord::add(const Sample& sample) {
  ++outcomes[static_cast<std::size_t>(sample.outcome)];
  rows += sample.rows;
  lag.record(nanoseconds(sample.lag));
  if (sample.resolution) resolution.record(nanoseconds(*sample.resolution));
  // A server that refuses at once is not a fast one.
  if (sample.outcome != Outcome::ok) return;
  if (!sample.is_late) ++ok_in_time;
  response.record(nanoseconds(sample.response));
  service.record(nanoseconds(sample.service));
}

void StepRecord::merge(const StepRecord& other) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) outcomes[i] += other.outcomes[i];
  skipped += other.skipped;
  ok_in_time += other.ok_in_time;
  rows += other.rows;
  attempts.merge(other.attempts);
  errors.merge(other.errors);
  response.merge(other.response);
  service.merge(other.service);
  lag.merge(other.lag);
  resolution.merge(other.resolution);
}

Records::Records(const Scenario& scenario)
    : scenario_(scenario), overslept_(scenario.phases.size()), visibility_(scenario.phases.size()) {
  for (const Population& population : scenario.populations) {
    for (const Journey& journey : population.journeys) {
      journeys_.push_back({.population = population.name,
                           .name = journey.name,
                           .by_phase = std::vector<JourneyRecord>(scenario.phases.size())});
      for (const Step& step : journey.steps) {
        const StepName name{.population = population.name, .label = step.label};
        const auto is_it = [&](const auto& slot) { return slot->name == name; };
        auto found = std::find_if(slots_.begin(), slots_.end(), is_it);
        if (found == slots_.end()) {
          slots_.push_back(std::make_unique<Slot>());
          found = std::prev(slots_.end());
          (*found)->name = name;
          (*found)->by_phase.resize(scenario.phases.size());
        }
        (*found)->journeys.push_back(journey.name);
      }
    }
  }
}

void Records::reset() {
  for (const auto& slot : slots_) {
    const std::lock_guard lock{slot->mutex};
    for (auto& record : slot->by_phase) record.reset();
  }
  const std::lock_guard lock{mutex_};
  for (JourneySlot& slot : journeys_)
    std::fill(slot.by_phase.begin(), slot.by_phase.end(), JourneyRecord{});
  for (measure::Histogram& histogram : overslept_) histogram.reset();
  interval_ = {};
}

Records::Slot& Records::slot_of(std::size_t population, const std::string& label) {
  const std::string& name = scenario_.populations[population].name;
  for (const auto& slot : slots_) {
    if (slot->name.label == label && slot->name.population == name) return *slot;
  }
  throw std::logic_error("a step that is not in the scenario: " + label);
}

StepRecord& Records::record_of(Slot& slot, std::size_t phase) {
  auto& record = slot.by_phase[phase];
  if (!record) record = std::make_unique<StepRecord>();
  return *record;
}

void Records::add(std::size_t phase, std::size_t population, const std::string& label,
                  const Sample& sample, const engine::AttemptCounts& attempts,
                  const cases::CallErrors& errors) {
  Slot& slot = slot_of(population, label);
  {
    const std::lock_guard lock{slot.mutex};
    StepRecord& record = record_of(slot, phase);
    record.add(sample);
    record.attempts.merge(attempts);
    record.errors.merge(errors);
  }
  const std::lock_guard lock{mutex_};
  ++interval_.issued;
  if (sample.outcome == Outcome::ok) {
    interval_.response.record(nanoseconds(sample.response));
  } else {
    ++interval_.failed;
  }
}

/// What was left over is told of the first step: whose it would have been nobody knows.
void Records::add_skipped(std::size_t phase, std::size_t population) {
  const Journey& journey = scenario_.populations[population].journeys.front();
  Slot& slot = slot_of(population, journey.steps.front().label);
  const std::lock_guard lock{slot.mutex};
  ++record_of(slot, phase).skipped;
}

void Records::add_journey(std::size_t phase, std::size_t population, std::size_t journey,
                          bool succeeded) {
  std::size_t index = journey;
  for (std::size_t i = 0; i < population; ++i) index += scenario_.populations[i].journeys.size();
  const std::lock_guard lock{mutex_};
  JourneyRecord& record = journeys_[index].by_phase[phase];
  ++record.ended;
  if (succeeded) ++record.succeeded;
}

void Records::add_overslept(std::size_t phase, Duration late) {
  const std::lock_guard lock{mutex_};
  overslept_[phase].record(nanoseconds(late));
}

void Records::add_visibility(std::size_t phase, Duration time) {
  const std::lock_guard lock{mutex_};
  visibility_[phase].record(nanoseconds(time));
}

Interval Records::take_interval() {
  const std::lock_guard lock{mutex_};
  return std::exchange(interval_, {});
}

StepRecord Records::total(std::size_t phase, const std::string& of) const {
  StepRecord total;
  for (const auto& slot : slots_) {
    const auto& journeys = slot->journeys;
    const bool is_meant = of.empty() || slot->name.population == of || slot->name.label == of ||
                          std::find(journeys.begin(), journeys.end(), of) != journeys.end();
    if (!is_meant) continue;
    const std::lock_guard lock{slot->mutex};
    if (slot->by_phase[phase]) total.merge(*slot->by_phase[phase]);
  }
  return total;
}

JourneyRecord Records::journeys(std::size_t phase, const std::string& of) const {
  JourneyRecord total;
  const std::lock_guard lock{mutex_};
  for (const JourneySlot& slot : journeys_) {
    if (!of.empty() && slot.population != of && slot.name != of) continue;
    total.ended += slot.by_phase[phase].ended;
    total.succeeded += slot.by_phase[phase].succeeded;
  }
  return total;
}

std::vector<StepName> Records::steps() const {
  std::vector<StepName> names;
  for (const auto& slot : slots_) names.push_back(slot->name);
  return names;
}

StepRecord Records::of_step(std::size_t phase, const StepName& step) const {
  for (const auto& slot : slots_) {
    if (slot->name != step) continue;
    const std::lock_guard lock{slot->mutex};
    return slot->by_phase[phase] ? *slot->by_phase[phase] : StepRecord{};
  }
  return {};
}

measure::Histogram Records::overslept(std::size_t phase) const {
  const std::lock_guard lock{mutex_};
  return overslept_[phase];
}

measure::Histogram Records::visibility(std::size_t phase) const {
  const std::lock_guard lock{mutex_};
  return visibility_[phase];
}

}  // namespace eventstore::load
