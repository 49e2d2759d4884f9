// A tracking processor's view of the stream: the next events after a token, and the token after
// them, under any visibility.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/engine/event_batch.hpp"
#include "core/engine/event_storage_engine.hpp"
#include "core/engine/requests.hpp"
#include "core/engine/tracking_token.hpp"

namespace eventstore::engine {

struct StreamBatch {
  cases::CallResult call;  ///< How reading ended; unless it is ok, there is nothing to be had.
  EventBatch events;       ///< In the order in which they are to be handled.
  TrackingToken token;     ///< After them; as it was when the call did not end well.
};

struct StreamHead {
  cases::CallResult call;
  std::optional<TrackingToken> token;  ///< Nothing while writers have to be waited for.
};

/// What a reader did since it was made.
struct StreamCounts {
  std::int64_t reads = 0;      ///< Calls of the operation that reads a batch.
  std::int64_t questions = 0;  ///< Who writes, and where the head is: what else it asked.
  /// Calls of `next` that saw an event and held it back, as something could yet appear before it.
  /// The snapshot barrier does not see what it holds back, so its readers count none.
  std::int64_t stalls = 0;
  std::int64_t closed_gaps = 0;   ///< Gaps that were proven to stay empty.
  std::int64_t filled_gaps = 0;   ///< Gaps whose event came late.
  std::int64_t largest_gaps = 0;  ///< The most gaps that a token had.
};

/// Keeps no place: the token that `next` is given is where it goes on.  So a reader may be thrown
/// away at any time, and another one goes on from the last token.  Not for several threads; its
/// connection must not be in a transaction.
class StreamReader {
 public:
  StreamReader() = default;
  virtual ~StreamReader() = default;
  StreamReader(const StreamReader&) = delete;
  StreamReader& operator=(const StreamReader&) = delete;

  /// Up to `limit` events (1 or more).  No events: there are none yet, or they may not be handed
  /// out yet; ask again with the token of the answer.
  [[nodiscard]] virtual StreamBatch next(const TrackingToken& after, std::int64_t limit) = 0;

  /// A token without gaps at a place that was the head at some moment since the first of these
  /// calls: what is committed after the last of them comes behind it (under `naive`, perhaps).  No
  /// token though the outcome is ok: call again.
  [[nodiscard]] virtual StreamHead head() = 0;

  /// Whether the last call of `next` saw events and left them out, as something could yet appear
  /// before them.  Behind the snapshot barrier a reader does not see what it waits for: false.
  [[nodiscard]] virtual bool holds_back() const { return false; }

  [[nodiscard]] const StreamCounts& counts() const { return counts_; }

 protected:
  StreamCounts counts_;
};

struct StreamOptions {
  std::optional<Tenant> tenant;  ///< All tenants where it is not set.
  /// The most positions that a gap-aware token may leave out.  Where there would be more, the
  /// events behind them are held back until the proof has passed them.  A tenant's reader cannot
  /// tell a position of another tenant from a gap, so it has 0 where nothing else is said.
  std::optional<std::int64_t> most_gaps;
};

/// A reader as `engine.visibility()` says.  `engine` must outlive it.  Throws UsageError when the
/// store has no operations for that visibility, or the server cannot do what it needs.
[[nodiscard]] std::unique_ptr<StreamReader> make_stream_reader(EventStorageEngine& engine,
                                                               StreamOptions options = {});

}  // namespace eventstore::engine
