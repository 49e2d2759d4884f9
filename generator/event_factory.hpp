// From a planned event to everything it says.
#pragma once

#include <cstdint>
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
  /// Not for aggregates without one (see snapshot_version).
  [[nodiscard]] const Event& snapshot(std::uint32_t aggregate);

  [[nodiscard]] std::int64_t timestamp_us(std::uint32_t aggregate, std::uint32_t index) const;
  [[nodiscard]] Uuid event_id(std::uint32_t aggregate, std::uint32_t index) const;

 private:
  [[nodiscard]] EventKey key_of(std::uint32_t aggregate, std::uint32_t index) const;
  void set_tenant(std::uint32_t aggregate);

  const Plan& plan_;
  Event event_;
  std::string metadata_;
  std::string payload_;
};

}  // namespace eventstore::seed
