#include "generator/event_types.hpp"

#include <algorithm>

namespace eventstore::seed {

EventTypes::EventTypes(const AggregateKind& kind) : kind_(kind.type) {
  const LifeCycle& cycle = kind.life_cycle;
  names_ = {cycle.created, cycle.paused, cycle.resumed, cycle.abandoned};
  names_.insert(names_.end(), cycle.completion.begin(), cycle.completion.end());
  modifications_ = static_cast<Code>(names_.size());
  for (const std::string_view name : cycle.modifications) {
    // One that is more frequent than others stands there more than once.
    if (!code_of(name)) names_.push_back(name);
  }
}

std::optional<EventTypes::Code> EventTypes::code_of(std::string_view name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end()) return {};
  return static_cast<Code>(found - names_.begin());
}

EventTypes::State EventTypes::after(State state, Code event) const {
  if (state == before_first) return event == created ? created : nowhere;
  if (state == created) {
    if (event >= modifications_) return created;
    return event == paused || event == abandoned || event == completion ? event : nowhere;
  }
  if (state == paused) return event == resumed ? created : nowhere;
  const bool is_completing = state >= completion && state < modifications_;
  return is_completing && event == state + 1 && event < modifications_ ? event : nowhere;
}

std::string_view EventTypes::status(State state) const {
  if (state == created) return "open";
  if (state == paused) return "paused";
  if (state == abandoned) return "abandoned";
  return state + 1 == modifications_ ? "completed" : "closing";
}

const std::vector<EventTypes>& event_types_by_kind() {
  static const std::vector<EventTypes> types(aggregate_kinds().begin(), aggregate_kinds().end());
  return types;
}

std::optional<std::uint8_t> kind_named(std::string_view aggregate_type) {
  const auto& types = event_types_by_kind();
  const auto found = std::find_if(types.begin(), types.end(), [&](const EventTypes& kind) {
    return kind.kind() == aggregate_type;
  });
  if (found == types.end()) return {};
  return static_cast<std::uint8_t>(found - types.begin());
}

}  // namespace eventstore::seed
