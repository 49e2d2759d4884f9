// Who may have which of a limited number of places, in the order of their asking, and the counts of
// it.  It knows no sessions: SessionPool keeps one in each place.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "core/measure/clock.hpp"
#include "core/measure/histogram.hpp"

namespace eventstore::engine {

struct PoolSettings {
  int capacity = 20;  ///< At least 1.  Command handlers and processors use 20 to 50.
  /// A session that was idle for at least this long is asked whether it still answers before it is
  /// given out; 0 is always.
  std::chrono::milliseconds check_after{30'000};
};

/// What became of every request and of every session.  At any instant, while others work, too:
///   requests = acquired + rejected + failed + waiting + checking + connecting
///   acquired = released + in_use
///   created = discarded + idle + checking + in_use + closing
///   discarded = unfit + dead + closed
///   idle + checking + connecting + in_use + closing <= most_open <= capacity
///   in_use <= most_in_use <= most_open
struct PoolCounts {
  std::uint64_t requests = 0;
  std::uint64_t acquired = 0;  ///< Leases given.
  std::uint64_t rejected = 0;  ///< Nothing came free in time, or the pool is closed.
  std::uint64_t failed = 0;    ///< No connection could be made, as when the server has too many.
  std::uint64_t released = 0;  ///< Leases given back.

  std::uint64_t created = 0;    ///< Sessions that were connected.
  std::uint64_t discarded = 0;  ///< Sessions that were closed, because they were:
  std::uint64_t unfit = 0;      ///< given back broken, or within a transaction;
  std::uint64_t dead = 0;       ///< idle, and did not answer;
  std::uint64_t closed = 0;     ///< there when the pool closed.
  std::uint64_t checks = 0;     ///< Round trips to idle sessions; `dead` of them in vain.

  int waiting = 0;     ///< Requests in the queue.
  int idle = 0;        ///< Sessions that nobody has.
  int checking = 0;    ///< Sessions that a request has been given, but has not taken over yet.
  int connecting = 0;  ///< Places without a session that a request is connecting.
  int in_use = 0;      ///< Sessions that are out on a lease.
  int closing = 0;     ///< Sessions that are being closed.
  int most_in_use = 0;
  int most_open = 0;  ///< The most places that were not empty at once.
};

/// How a session came back from its lease.
enum class Fitness : std::uint8_t {
  fit,
  unfit,  ///< Within a transaction, or with an answer not read to its end.
  lost,   ///< The connection is broken; the idle ones may be as well, so they will be checked.
};

/// For many threads.
class PoolGate {
 public:
  enum class Found : std::uint8_t {
    nothing,   ///< Rejected.
    session,   ///< The lease is given.
    to_check,  ///< A session that has to be checked: `died` or `admit` follows.
    vacancy,   ///< A place without one: `failed` or `admit` follows.
  };
  struct Entry {
    Found found = Found::nothing;
    std::size_t place = 0;
    measure::Instant asked = {};
  };

  /// Throws UsageError when the capacity is below 1.
  explicit PoolGate(const PoolSettings& settings);

  [[nodiscard]] std::size_t capacity() const { return places_.size(); }

  /// A request: waits for a place for as long as `timeout`, behind those who came before.
  [[nodiscard]] Entry enter(std::chrono::milliseconds timeout);

  /// The session in the place did not answer and is closed: it is a vacancy now.
  void died(Entry& entry);

  /// There is no connection to be had; the place goes to whoever is next.
  void failed(const Entry& entry);

  /// The place has a session that answers: gives the lease.  When the pool was closed meanwhile,
  /// the request is rejected instead: false, the session is to be closed, and `vacate` follows.
  [[nodiscard]] bool admit(const Entry& entry);

  /// The lease has ended.  False when the session is to be closed, and `vacate` follows.
  [[nodiscard]] bool leave(std::size_t place, Fitness fitness);

  /// The session of the place is closed.
  void vacate(std::size_t place);

  /// From now on every request is rejected, those that wait included.
  void close();

  /// An idle session that is to be closed, `vacate` follows; nothing when there is none.
  [[nodiscard]] std::optional<std::size_t> take_idle();

  /// Until no place has a session or gets one, but no longer than `timeout`; whether it came to
  /// that.
  [[nodiscard]] bool wait_until_empty(std::chrono::milliseconds timeout);

  [[nodiscard]] PoolCounts counts() const;
  /// How long each lease took from the request on, connecting and checking included.
  [[nodiscard]] measure::Histogram waits() const;

 private:
  using Reason = std::uint64_t PoolCounts::*;
  struct Place {
    measure::Instant idle_since = {};
    bool is_suspect = false;  ///< Idle when another session was found to be lost.
    Reason closing_because = nullptr;
  };
  struct Waiter {
    Entry entry;
    bool is_refused = false;
    std::condition_variable called = {};
  };

  /// All of these with the mutex held.
  [[nodiscard]] bool take_free(Entry& entry);
  void claim(Entry& entry, Found found);
  void give_lease(const Entry& entry);
  void offer_vacancy(std::size_t place);
  void start_closing(std::size_t place, Reason reason);
  void suspect_idle();
  [[nodiscard]] Waiter* next_waiter();
  [[nodiscard]] int open() const;

  const std::chrono::milliseconds check_after_;
  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  std::vector<Place> places_;
  std::vector<std::size_t> idle_;    ///< The last was used last.
  std::vector<std::size_t> vacant_;  ///< Nobody waits while there is one, here or in `idle_`.
  std::deque<Waiter*> queue_;
  bool is_closed_ = false;
  PoolCounts counts_;
  measure::Histogram waits_;
};

}  // namespace eventstore::engine
