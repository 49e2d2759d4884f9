// A pool of sessions that need no server.
#pragma once

#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "core/engine/session_pool.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::tests {

inline constexpr std::chrono::milliseconds at_once{0};
inline constexpr auto very_long = std::chrono::milliseconds::max();

/// What the sessions of a test are connected to.
struct Host {
  std::atomic<int> open{0};
  std::atomic<int> most_open{0};
  std::atomic<int> connected{0};
  std::atomic<bool> is_up{true};
  std::atomic<std::latch*> may_close{nullptr};  ///< Where set, closing a session takes that long.
};

class FakeSession {
 public:
  explicit FakeSession(Host& host) : number(++host.connected), host_(host) {
    if (!host.is_up) throw Failure("the host is down");
    const int now = ++host.open;
    for (int most = host.most_open; now > most;) {
      if (host.most_open.compare_exchange_weak(most, now)) break;
    }
  }
  ~FakeSession() {
    if (std::latch* const may_close = host_.may_close) may_close->wait();
    --host_.open;
  }
  FakeSession(const FakeSession&) = delete;
  FakeSession& operator=(const FakeSession&) = delete;

  [[nodiscard]] bool is_connected() const { return is_connected_; }
  [[nodiscard]] bool is_at_rest() const { return is_connected_ && !in_transaction; }
  [[nodiscard]] bool answers() {
    is_connected_ = is_connected_ && is_alive;
    return is_connected_;
  }
  void lose() { is_connected_ = false; }

  const int number;
  bool in_transaction = false;
  bool is_alive = true;  ///< Noticed by a round trip only.
  int uses = 0;          ///< No atomic: a lease is for one thread, which tsan proves.

 private:
  Host& host_;
  bool is_connected_ = true;
};

using Pool = engine::SessionPool<FakeSession>;

/// A pool whose sessions come from `host`.
struct FakePool {
  Host host = {};
  Pool pool;

  explicit FakePool(engine::PoolSettings settings)
      : pool(settings, [this] { return std::make_unique<FakeSession>(host); }) {}
  explicit FakePool(int capacity)
      : FakePool(engine::PoolSettings{capacity, std::chrono::hours{1}}) {}

  std::vector<Pool::Lease> take(int count) {
    std::vector<Pool::Lease> leases;
    for (int i = 0; i < count; ++i) leases.push_back(pool.acquire(at_once).value());
    return leases;
  }
};

/// Until the pool has come to where a test wants it.
template <typename Condition>
void wait_until(const Pool& pool, const Condition& holds) {
  while (!holds(pool.counts())) std::this_thread::yield();
}

inline void wait_for_waiting(const Pool& pool, int waiting) {
  wait_until(pool, [&](const engine::PoolCounts& counts) { return counts.waiting == waiting; });
}

}  // namespace eventstore::tests
