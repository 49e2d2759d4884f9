// Connections with a hard limit: who needs one waits its turn or is rejected.
#pragma once

#include <chrono>
#include <concepts>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/engine/pool_gate.hpp"

namespace eventstore::engine {

/// What the pool asks of a session; pg::Wire is one.
template <typename Session>
concept PoolableSession = requires(Session& session) {
  { session.is_connected() } -> std::convertible_to<bool>;  // No round trip.
  { session.is_at_rest() } -> std::convertible_to<bool>;    // Connected, in no transaction.
  { session.answers() } -> std::convertible_to<bool>;       // One round trip.
};

/// Up to `capacity` sessions for any number of threads.  There are never more, those that are being
/// connected or closed included: a place is given on only when its old session is closed.  Sessions
/// are made when they are needed, by the thread that needs one.  Whoever asked first is served
/// first; it gets the session that was used last.
template <PoolableSession Session>
class SessionPool {
 public:
  using Connect = std::function<std::unique_ptr<Session>()>;

  /// A session for as long as this lives.
  class Lease {
   public:
    ~Lease() {
      if (pool_ != nullptr) pool_->release(place_);
    }
    Lease(Lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), place_(other.place_) {}
    Lease& operator=(Lease&& other) noexcept {
      Lease taken{std::move(other)};
      std::swap(pool_, taken.pool_);
      std::swap(place_, taken.place_);
      return *this;  // What was leased before goes back with `taken`.
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    [[nodiscard]] Session& operator*() const { return *pool_->sessions_[place_]; }
    [[nodiscard]] Session* operator->() const { return pool_->sessions_[place_].get(); }

   private:
    friend class SessionPool;
    Lease(SessionPool& pool, std::size_t place) : pool_(&pool), place_(place) {}
    SessionPool* pool_;
    std::size_t place_;
  };

  /// `connect` makes a session or throws; several threads call it at the same time.  The pool must
  /// outlive its leases.  Throws UsageError when the capacity is below 1.
  SessionPool(const PoolSettings& settings, Connect connect)
      : gate_(settings), connect_(std::move(connect)), sessions_(gate_.capacity()) {}

  SessionPool(const SessionPool&) = delete;
  SessionPool& operator=(const SessionPool&) = delete;

  /// A session, after at most `timeout` in the queue (0: only when one is free), and the time that
  /// a check or connecting takes.  Nothing when none came free or the pool is closed: for the
  /// caller that is Outcome::rejected.  Throws what `connect` throws, pg::ConnectFailure when
  /// the server cannot be reached or refuses; its SQLSTATE says whether that is Outcome::rejected.
  [[nodiscard]] std::optional<Lease> acquire(std::chrono::milliseconds timeout) {
    PoolGate::Entry entry = gate_.enter(timeout);
    if (entry.found == PoolGate::Found::nothing) return std::nullopt;
    std::unique_ptr<Session>& session = sessions_[entry.place];
    if (entry.found == PoolGate::Found::to_check && !answers(*session)) {
      session.reset();
      gate_.died(entry);
    }
    if (entry.found == PoolGate::Found::vacancy) make_session(entry);
    if (entry.found != PoolGate::Found::session && !gate_.admit(entry)) {
      close_session(entry.place);
      return std::nullopt;
    }
    return Lease{*this, entry.place};
  }

  /// From now on there are no new leases: who waits is rejected, idle sessions are closed, the
  /// others when they come back.  Waits for these, but no longer than `timeout`; whether all are
  /// closed. May be called again.
  bool close(std::chrono::milliseconds timeout) {
    gate_.close();
    while (const auto place = gate_.take_idle()) close_session(*place);
    return gate_.wait_until_empty(timeout);
  }

  [[nodiscard]] PoolCounts counts() const { return gate_.counts(); }

  /// How long each lease took from the request on, connecting and checking included.
  [[nodiscard]] measure::Histogram waits() const { return gate_.waits(); }

 private:
  [[nodiscard]] static bool answers(Session& session) noexcept {
    try {
      return session.answers();
    } catch (const std::exception&) {
      return false;  // Whatever is wrong with it, another one is made.
    }
  }

  void make_session(const PoolGate::Entry& entry) {
    try {
      sessions_[entry.place] = connect_();
      if (!sessions_[entry.place]) throw std::logic_error("a connection without a session");
    } catch (...) {
      gate_.failed(entry);
      throw;
    }
  }

  void release(std::size_t place) {
    Session& session = *sessions_[place];
    const Fitness fitness = session.is_at_rest()     ? Fitness::fit
                            : session.is_connected() ? Fitness::unfit
                                                     : Fitness::lost;
    if (!gate_.leave(place, fitness)) close_session(place);
  }

  /// The place goes to another one only when the session is gone.
  void close_session(std::size_t place) {
    sessions_[place].reset();
    gate_.vacate(place);
  }

  PoolGate gate_;
  Connect connect_;
  std::vector<std::unique_ptr<Session>> sessions_;  ///< By place; only its holder touches one.
};

}  // namespace eventstore::engine
