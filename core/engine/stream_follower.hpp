// `may_block`: a tracking processor's view of the stream that waits for events when there are none.
//
// Polling: read, and read again after a pause that doubles from 1 ms to a bound, and starts over
// when events came.
//
// Listening: the same pauses, but a notification ends them, and they start over from there.  It is
// not more than a hint.  It can come before its events may be read (the snapshot barrier waits for
// older transactions, a gap-aware reader for older writers), it can be about another tenant's
// events or about none, and what ends a wait without an event, such as a rollback, is not notified:
// so a reader that was woken for nothing reads again soon, and then less and less.  What was held
// back is found after at most as long again as it was held back, and never later than the bound.
//
// LISTEN is done before the first read, so what is committed after that read is notified.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/engine/event_storage_engine.hpp"
#include "core/engine/stream_reader.hpp"
#include "core/engine/tracking_token.hpp"
#include "core/measure/clock.hpp"

namespace eventstore::engine {

enum class Wake : std::uint8_t { time_is_up, notified, interrupted };

/// How a follower lets time pass.
class Waiting {
 public:
  Waiting() = default;
  virtual ~Waiting() = default;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  /// Up to `pause`.  A connection that is lost meanwhile may end it early, as time_is_up: the read
  /// that follows says so.
  [[nodiscard]] virtual Wake wait(measure::Duration pause) = 0;
  [[nodiscard]] virtual measure::Instant now() const = 0;
};

/// What a follower did since it was made.
struct FollowerCounts {
  std::int64_t reads = 0;  ///< Calls of the reader; some ask more than once (StreamCounts).
  std::int64_t empty_reads = 0;
  std::int64_t wakes = 0;  ///< Pauses that a notification ended.
};

/// Not for several threads.
class StreamFollower {
 public:
  static constexpr std::chrono::milliseconds first_pause{1};
  /// Of polling: ten reads a second when nothing happens, each of them a descent of an index; an
  /// event that comes then waits 50 ms on average.
  static constexpr std::chrono::milliseconds longest_pause_polling{100};
  /// Of listening: only what no notification tells waits so long.
  static constexpr std::chrono::milliseconds longest_pause_listening{1000};

  StreamFollower(std::unique_ptr<StreamReader> reader, std::unique_ptr<Waiting> waiting,
                 std::chrono::milliseconds longest_pause);

  /// As StreamReader::next, but waits up to `timeout` for events.  None, though the outcome is ok:
  /// the time is up, or a signal asked us to stop (interrupted()).  Whatever else ends a read ends
  /// this, such as connection_lost.  Pauses go on where the last call left them: short timeouts do
  /// not mean more reads, but one at the beginning and one at the end of each call.
  [[nodiscard]] StreamBatch next(const TrackingToken& after, std::int64_t limit,
                                 std::chrono::milliseconds timeout);

  [[nodiscard]] StreamReader& reader() { return *reader_; }
  [[nodiscard]] const FollowerCounts& counts() const { return counts_; }

 private:
  [[nodiscard]] StreamBatch read(const TrackingToken& after, std::int64_t limit);

  std::unique_ptr<StreamReader> reader_;
  std::unique_ptr<Waiting> waiting_;
  measure::Duration longest_pause_;
  measure::Duration pause_ = first_pause;
  FollowerCounts counts_;
};

enum class WaitBy : std::uint8_t { polling, listening };

struct FollowerOptions {
  StreamOptions stream;
  WaitBy wait_by = WaitBy::polling;
  /// 1 ms or more; the way's own where it is not set.
  std::optional<std::chrono::milliseconds> longest_pause;
};

/// Throws UsageError when the store's profile has no notify_channel: there is nothing to listen to.
void require_notifications(const catalogue::StoreProfile& store);

/// A follower of the reader that `engine.visibility()` asks for.  `engine` must outlive it.  Throws
/// UsageError as make_stream_reader and, when it is to listen, require_notifications; Failure when
/// the server refuses.
[[nodiscard]] StreamFollower make_stream_follower(EventStorageEngine& engine,
                                                  FollowerOptions options = {});

}  // namespace eventstore::engine
