// From a planned event to everything it says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/events/content.hpp"
#include "core/events/event.hpp"
#include "generator/plan.hpp"

namespace eventstore::seed {

/// Owns the buffers that its events point into; no allocation once they have grown.
class EventFactory {
 public:
  explicit EventFactory(const Plan& plan) : plan_(plan) {}

  /// The event lives until the next call.
  [[nodiscard]] const Event& event(const PlannedEvent& planned, std::int64_t position);

  /// The aggregate's latest snapshot as an event without position, id, type and metadata: its
  /// payload is the state, its sequence number and timestamp are those of the last event in it.
  /// Only for aggregates of which the plan makes one (see Plan::makes_snapshot).
  [[nodiscard]] const Event& snapshot(std::uint32_t aggregate);

  /// `index` is that of PlannedEvent.
  [[nodiscard]] std::int64_t timestamp_us(std::uint32_t aggregate, std::uint32_t index) const;
  [[nodiscard]] Uuid event_id(std::uint32_t aggregate, std::uint32_t index) const;

 private:
  /// An event of the plan, by aggregate and index.
  struct Place {
    std::uint32_t aggregate = 0;
    std::uint32_t index = 0;
  };

  [[nodiscard]] EventKey key_of(std::uint32_t aggregate, std::uint32_t index) const;
  [[nodiscard]] std::uint32_t chain_start(Place event) const;
  [[nodiscard]] std::optional<Place> cause_of(Place event) const;
  [[nodiscard]] Place root_of(Place event) const;
  [[nodiscard]] Uuid event_id(Place event) const;
  void set_tenant(std::uint32_t aggregate);

  const Plan& plan_;
  Event event_;
  std::string metadata_;
  std::string payload_;
};

}  // namespace eventstore::seed
