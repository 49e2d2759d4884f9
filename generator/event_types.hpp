// The event types of a kind of aggregate as small numbers, and which of them may follow which.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/events/aggregate_kind.hpp"

namespace eventstore::seed {

/// Walks through a kind's life cycle, event by event, in whatever way it was written.
class EventTypes {
 public:
  using Code = std::uint8_t;
  using State = std::uint8_t;

  static constexpr State before_first = 0xFF;  ///< No event yet.
  static constexpr State nowhere = 0xFE;       ///< After an event that may not stand there.

  explicit EventTypes(const AggregateKind& kind);

  [[nodiscard]] std::string_view kind() const { return kind_; }
  /// Codes are 0 to size() - 1.
  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] std::optional<Code> code_of(std::string_view name) const;
  [[nodiscard]] std::string_view name_of(Code code) const { return names_[code]; }

  /// The state after an event of this type; `nowhere` when the life cycle has no such step.
  [[nodiscard]] State after(State state, Code event) const;

  /// As snapshots say it: "open", "paused", "closing", "completed", "abandoned".
  [[nodiscard]] std::string_view status(State state) const;

 private:
  // Codes that every kind has; the steps of the completion and then the modifications follow.  A
  // state is the code of the event that led to it; all that leave it open are `created`.
  static constexpr Code created = 0;
  static constexpr Code paused = 1;
  static constexpr Code resumed = 2;
  static constexpr Code abandoned = 3;
  static constexpr Code completion = 4;

  std::string_view kind_;
  std::vector<std::string_view> names_;
  Code modifications_ = completion;  ///< The first of them.
};

/// Of every kind, in the order of aggregate_kinds().
[[nodiscard]] const std::vector<EventTypes>& event_types_by_kind();

/// Index in event_types_by_kind(); nothing for a type of aggregate that there is not.
[[nodiscard]] std::optional<std::uint8_t> kind_named(std::string_view aggregate_type);

}  // namespace eventstore::seed
