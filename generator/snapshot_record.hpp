// A snapshot that was read back, and what the events say of the same state.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/events/event.hpp"
#include "generator/event_types.hpp"

namespace eventstore::seed {

/// Memory: some 300 octets.
struct SnapshotRecord {
  /// A state: read from the snapshot, or gathered from the events it holds.
  struct State {
    std::int64_t timestamp_us = 0;
    std::uint64_t latest_bits = 0;      ///< Hash of the last event's payload.
    std::vector<std::uint32_t> counts;  ///< By EventTypes::Code.
    std::string status;
  };

  static constexpr std::uint8_t no_kind = 0xFF;

  Uuid aggregate_id;
  std::int64_t version = 0;     ///< Its sequence number.
  std::uint16_t tenant = 0;     ///< Index in the manifest.
  std::uint8_t kind = no_kind;  ///< Index in event_types_by_kind().
  std::string complaint;        ///< What is wrong with the row by itself; empty when nothing is.
  State said;
  State found;
};

/// Fills all but the tenant and what is found elsewhere.
void read_snapshot(const Event& row, SnapshotRecord& snapshot);

/// A hash of 64 bits.
[[nodiscard]] std::uint64_t text_bits(std::string_view text);

}  // namespace eventstore::seed
