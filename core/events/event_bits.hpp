// Random bits of an event, one stream per purpose.
#pragma once

#include <cstdint>

#include "core/events/content.hpp"
#include "core/random/random.hpp"

namespace eventstore {

/// What the bits are for; a new purpose goes last, so that the others keep theirs.
enum class Salt : std::uint8_t {
  payload_class = 1,
  payload_size,
  payload_text,
  payload_revision,
  event_type,
  event_id,
  aggregate_id,
  closing,
  detour,
};

[[nodiscard]] inline std::uint64_t aggregate_bits(std::uint64_t seed, std::uint64_t aggregate,
                                                  Salt salt) {
  return random_bits(seed ^ (static_cast<std::uint64_t>(salt) << 56U), aggregate);
}

[[nodiscard]] inline std::uint64_t event_bits(const EventKey& key, Salt salt) {
  return mix(aggregate_bits(key.seed, key.aggregate, salt) ^
             static_cast<std::uint64_t>(key.sequence_number));
}

}  // namespace eventstore
