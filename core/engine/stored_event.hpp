// An event and a snapshot as they come back from a store.
#pragma once

#include <cstdint>
#include <string_view>

namespace eventstore::engine {

/// What a StoredEvent holds, to be combined with |.
enum class EventField : std::uint16_t {
  position = 1,
  transaction_id = 2,
  sequence_number = 4,
  timestamp = 8,
  tenant_key = 16,
  tenant_id = 32,
  event_id = 64,
  aggregate_id = 128,
  aggregate_type = 256,
  event_type = 512,
  payload_revision = 1024,
  metadata = 2048,
  payload = 4096,
  stream_id = 8192,
  expected_version = 16384,
};

/// Views live as long as the batch, or the cursor's row, they came in.  What the operation does not
/// return is 0 or empty.
struct StoredEvent {
  std::uint16_t fields = 0;  ///< Which of them the operation returns, by EventField.
  std::int64_t position = 0;
  std::int64_t transaction_id = 0;   ///< 0 in stores that have none.
  std::int64_t sequence_number = 0;  ///< Within the aggregate, from 1.
  std::int64_t timestamp_us = 0;     ///< Microseconds since 1970, UTC.
  std::int64_t tenant_key = 0;
  std::string_view tenant_id;
  std::string_view event_id;  ///< A uuid in its 36-character form, or the store's own text.
  std::string_view aggregate_id;
  std::string_view aggregate_type;
  std::string_view event_type;
  std::string_view payload_revision;
  std::string_view metadata;
  std::string_view payload;
  std::string_view stream_id;
  std::int64_t expected_version = 0;

  [[nodiscard]] bool has(EventField field) const {
    return (fields & static_cast<std::uint16_t>(field)) != 0;
  }
};

/// As for the events.
struct StoredSnapshot {
  std::int64_t sequence_number = 0;  ///< Of the last event that is folded into it.
  std::int64_t timestamp_us = 0;
  std::string_view aggregate_type;
  std::string_view payload;
};

}  // namespace eventstore::engine
