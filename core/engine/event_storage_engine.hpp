// What command handlers and tracking processors ask of an event store, over one connection.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/outcome.hpp"
#include "core/engine/engine_operation.hpp"
#include "core/engine/event_batch.hpp"
#include "core/engine/requests.hpp"
#include "core/engine/row_decoder.hpp"
#include "core/engine/stored_event.hpp"
#include "core/engine/tracking_token.hpp"
#include "core/engine/visibility.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::engine {

using cases::CallResult;

/// Each answer says how the call ended; what else it holds is empty unless that is `ok`.
struct LoadedEvents {
  CallResult call;
  EventBatch events;
};

/// Owns what `snapshot` points into.
struct LoadedSnapshot {
  CallResult call;
  std::optional<StoredSnapshot> snapshot;  ///< Nothing when the aggregate has none.
  pg::Reply reply{nullptr};
};

struct LoadedAggregate {
  CallResult call;
  LoadedSnapshot snapshot;
  EventBatch tail;  ///< The events after the snapshot, or all.
};

struct FoundToken {
  CallResult call;
  TrackingToken token;
};

struct FoundEvent {
  CallResult call;
  EventBatch event;  ///< One, or none when no event has this id.
};

struct EngineOptions {
  std::optional<Visibility> visibility;  ///< As the store's plain operations, where it is not set.
  pg::ResultFormat format = pg::ResultFormat::binary;
};

/// Not for several threads.  Every function is one call of one operation: how it ended is in the
/// result, whatever the server or the network did.  Asking for what the store has no operation for
/// throws UsageError.
class EventStorageEngine {
 public:
  /// Prepares every operation that it may be asked for.  `wire` and `catalogue` must outlive it.
  /// Throws UsageError naming FILE:LINE, or Failure.
  EventStorageEngine(pg::Wire& wire, const catalogue::Catalogue& catalogue,
                     EngineOptions options = {});

  /// version_conflict: the aggregate's version is another than the expected one, lower or higher.
  [[nodiscard]] CallResult append_events(const Append& append);

  /// Events `from_sequence`, ... of the aggregate, in order; none when there is no such aggregate.
  [[nodiscard]] LoadedEvents load_aggregate(const AggregateName& aggregate,
                                            std::int64_t from_sequence = 1);

  /// The same one by one, so that memory does not grow with the aggregate.  An event lives until
  /// `visit` returns; false ends it.
  [[nodiscard]] CallResult stream_aggregate(const AggregateName& aggregate,
                                            std::int64_t from_sequence,
                                            const std::function<bool(const StoredEvent&)>& visit);

  [[nodiscard]] LoadedAggregate load_aggregate_from_snapshot(const AggregateName& aggregate);

  /// The next `limit` events after `token`, of the tenant or of all; what a strategy makes of them
  /// is in stream_reader.hpp.
  [[nodiscard]] LoadedEvents read_batch(const Tenant* tenant, const TrackingToken& token,
                                        std::int64_t limit);
  [[nodiscard]] CallResult stream_batch(const Tenant* tenant, const TrackingToken& token,
                                        std::int64_t limit,
                                        const std::function<bool(const StoredEvent&)>& visit);

  /// After the last event; before the first; just before the first event of a time or later, where
  /// clocks differ a little earlier.  Of an empty store, all are position 0.
  [[nodiscard]] FoundToken create_head_token();
  [[nodiscard]] FoundToken create_tail_token();
  [[nodiscard]] FoundToken create_token_at(std::int64_t timestamp_us);

  [[nodiscard]] FoundEvent find_event(const Tenant& tenant, std::string_view event_id);

  /// version_conflict: a snapshot as young, or younger, is there.
  [[nodiscard]] CallResult store_snapshot(const NewSnapshot& snapshot);
  [[nodiscard]] LoadedSnapshot load_snapshot(const AggregateName& aggregate);

  [[nodiscard]] pg::Wire& wire() { return wire_; }
  /// Whether this very operation is prepared on the connection.
  [[nodiscard]] bool has_prepared(const catalogue::Operation& operation) const;
  [[nodiscard]] Visibility visibility() const { return visibility_; }
  [[nodiscard]] const catalogue::Catalogue& catalogue() const { return catalogue_; }

 private:
  struct Prepared {
    EngineOperation operation;
    RowDecoder events;  ///< Of the rows of its last, or only, step.
    RowDecoder snapshots;
  };
  [[nodiscard]] Prepared& prepared(std::string_view name);
  [[nodiscard]] static LoadedEvents events_of(Prepared& prepared, const CallValues& values);
  [[nodiscard]] static CallResult stream(Prepared& prepared, const CallValues& values,
                                         const std::function<bool(const StoredEvent&)>& visit);
  [[nodiscard]] FoundToken token_of(std::string_view name, const CallValues& values);

  pg::Wire& wire_;
  const catalogue::Catalogue& catalogue_;
  Visibility visibility_;
  std::map<std::string, std::unique_ptr<Prepared>, std::less<>> operations_;
};

}  // namespace eventstore::engine
