// An event and a snapshot as they come back from a store.
#pragma once

#include <cstdint>
#include <string_view>

namespace eventstore::engine {

/// Views live as long as the batch, or the cursor's row, they came in.  What the operation does not
/// return is 0 or empty.
struct StoredEvent {
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
};

/// As for the events.
struct StoredSnapshot {
  std::int64_t sequence_number = 0;  ///< Of the last event that is folded into it.
  std::int64_t timestamp_us = 0;
  std::string_view aggregate_type;
  std::string_view payload;
};

}  // namespace eventstore::engine
