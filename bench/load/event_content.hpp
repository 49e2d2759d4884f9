// What an event holds of what its writer gave, as one hash for each column.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/operation.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/engine/stored_event.hpp"

namespace eventstore::load {

/// A column whose content the writer of an event decides.
enum class Part : std::uint8_t {
  event_id,
  tenant,
  aggregate_id,
  aggregate_type,
  sequence_number,
  event_type,
  payload_revision,
  metadata,
  payload,
  timestamp,
};
inline constexpr std::size_t part_count = 10;

/// By Part.
using PartSet = std::bitset<part_count>;

[[nodiscard]] std::string_view name_of(Part part);
/// "metadata, payload"
[[nodiscard]] std::string names_of(const PartSet& parts);

/// What an event is, whichever way it comes back.
struct EventContent {
  std::string_view event_id;  ///< All of it.
  std::string_view tenant;    ///< Its id, or its key as a number, as the store's events have it.
  std::string_view aggregate_id;
  std::string_view aggregate_type;
  std::int64_t sequence_number = 0;
  std::string_view event_type;
  std::string_view payload_revision;
  std::string_view metadata;
  std::string_view payload;
  std::int64_t timestamp_us = 0;
};

/// 32 bits for each part (XXH3); 0 where it is not known.
struct ContentHash {
  std::array<std::uint32_t, part_count> parts{};
  bool operator==(const ContentHash&) const = default;
};

[[nodiscard]] ContentHash content_hash(const EventContent& content, const PartSet& known);

/// The parts that both know and that differ.
[[nodiscard]] PartSet differing(const ContentHash& one, const ContentHash& other);

/// A hash of which aggregate an event belongs to.
[[nodiscard]] std::uint64_t aggregate_hash(std::string_view tenant, std::string_view aggregate_id);

/// An event as it came back; `tenant` as tenant_text has it.
[[nodiscard]] EventContent content_of(const engine::StoredEvent& event, std::string_view tenant);

/// The parts that the operation which returned the event returns.
[[nodiscard]] PartSet parts_of(const engine::StoredEvent& event);

/// The parts that an operation is given and the store's events have a column for.
[[nodiscard]] PartSet parts_given(const catalogue::Operation& operation,
                                  const catalogue::StoreProfile& store);

/// Which columns are not compared and why, for those who append with `operations`: "timestamp: the
/// store sets it"; empty when all are.
[[nodiscard]] std::string not_compared(const std::vector<const catalogue::Operation*>& operations,
                                       const catalogue::StoreProfile& store);

}  // namespace eventstore::load
