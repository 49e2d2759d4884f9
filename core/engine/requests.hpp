// What an event store is asked for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace eventstore::engine {

/// A store knows tenants by one of the two.
struct Tenant {
  std::int64_t key = 0;
  std::string id;
};

struct AggregateName {
  Tenant tenant;
  std::string id;  ///< A uuid in its 36-character form where the store's column is a uuid.
  std::string type;
};

struct NewEvent {
  std::string id;  ///< As above; unique in the store, and the same when the append is repeated.
  std::string type;
  std::string payload_revision = "1";
  std::string metadata = "{}";    ///< JSON.
  std::string payload;            ///< JSON.
  std::int64_t timestamp_us = 0;  ///< Since 1970; only for stores that take it from the client.
};

/// 1 or more events that follow event `expected_version` of the aggregate; 0: there is none yet.
struct Append {
  AggregateName aggregate;
  std::int64_t expected_version = 0;
  std::vector<NewEvent> events;
};

struct NewSnapshot {
  AggregateName aggregate;
  std::int64_t sequence_number = 0;  ///< Of the last event that is folded into it.
  std::string payload;               ///< JSON.
};

}  // namespace eventstore::engine
