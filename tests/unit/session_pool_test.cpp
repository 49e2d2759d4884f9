// The pool of sessions: who gets one, and which.

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "core/random/random.hpp"
#include "tests/support/fake_sessions.hpp"
#include "tests/support/pool_equations.hpp"

using namespace eventstore;
using namespace eventstore::engine;
using namespace eventstore::tests;
using namespace std::chrono_literals;

TEST_CASE("sessions are made when they are needed, and used again", "[unit][pool]") {
  FakePool all{3};
  CHECK(all.host.connected == 0);
  for (int i = 0; i < 10; ++i) static_cast<void>(all.take(2));
  CHECK(all.host.connected == 2);
  const PoolCounts counts = all.pool.counts();
  CHECK(counts.acquired == 20);
  CHECK(counts.idle == 2);
  CHECK(counts.most_in_use == 2);
  CHECK(counts.checks == 0);
  CHECK(add_up(counts, 3));
  CHECK(all.pool.waits().count() == 20);
}

TEST_CASE("the session that was used last is given out first", "[unit][pool]") {
  FakePool all{3};
  auto leases = all.take(3);
  const int first_back = leases[1]->number;
  const int last_back = leases[0]->number;
  leases.erase(leases.begin() + 1);
  leases.erase(leases.begin());
  CHECK(all.pool.acquire(at_once).value()->number == last_back);
  const auto both = all.take(2);
  CHECK(both[0]->number == last_back);
  CHECK(both[1]->number == first_back);
}

TEST_CASE("what is asked for beyond the capacity is rejected, and counted exactly",
          "[unit][pool]") {
  FakePool all{3};
  const auto leases = all.take(3);
  for (int i = 0; i < 10; ++i) CHECK_FALSE(all.pool.acquire(at_once));
  for (int i = 0; i < 5; ++i) CHECK_FALSE(all.pool.acquire(1ms));
  const PoolCounts counts = all.pool.counts();
  CHECK(counts.requests == 18);
  CHECK(counts.acquired == 3);
  CHECK(counts.rejected == 15);
  CHECK(counts.waiting == 0);
  CHECK(all.host.connected == 3);
  CHECK(add_up(counts, 3));
}

TEST_CASE("who asked first is served first", "[unit][pool]") {
  constexpr int waiters = 20;
  FakePool all{1};
  auto lease = all.pool.acquire(at_once);
  std::vector<int> served;  // Written by whoever has the only session.
  std::vector<std::thread> threads;
  for (int i = 0; i < waiters; ++i) {
    threads.emplace_back([&, i] {
      const auto mine = all.pool.acquire(very_long);
      served.push_back(i);
    });
    wait_for_waiting(all.pool, i + 1);
  }
  lease.reset();
  for (std::thread& thread : threads) thread.join();
  std::vector<int> expected;
  for (int i = 0; i < waiters; ++i) expected.push_back(i);
  CHECK(served == expected);
  CHECK(all.host.connected == 1);
  CHECK(all.pool.counts().most_in_use == 1);
}

TEST_CASE("nobody gets in between a session that came back and the one that waited for it",
          "[unit][pool]") {
  FakePool all{1};
  for (int round = 0; round < 200; ++round) {
    auto lease = all.pool.acquire(at_once);
    REQUIRE(lease);
    std::latch done{1};
    std::thread waiter{[&] {
      const auto mine = all.pool.acquire(very_long);
      done.wait();
    }};
    wait_for_waiting(all.pool, 1);
    lease.reset();
    CHECK_FALSE(all.pool.acquire(at_once));
    done.count_down();
    waiter.join();
  }
}

TEST_CASE("who gives up waiting holds nobody up", "[unit][pool]") {
  FakePool all{1};
  auto lease = all.pool.acquire(at_once);
  auto impatient =
      std::async(std::launch::async, [&] { return all.pool.acquire(20ms).has_value(); });
  wait_until(all.pool, [](const PoolCounts& now) { return now.waiting + now.rejected > 0; });
  auto patient =
      std::async(std::launch::async, [&] { return all.pool.acquire(very_long).has_value(); });
  CHECK_FALSE(impatient.get());
  wait_for_waiting(all.pool, 1);
  lease.reset();
  CHECK(patient.get());
  CHECK(all.pool.counts().rejected == 1);
}

TEST_CASE("those who are connecting count, and do not stop the others", "[unit][pool]") {
  Host host;
  std::latch go{1};
  std::atomic<bool> is_slow{false};
  Pool pool{{.capacity = 3}, [&] {
              if (is_slow) go.wait();
              return std::make_unique<FakeSession>(host);
            }};
  static_cast<void>(pool.acquire(at_once));
  auto ready = pool.acquire(at_once);
  is_slow = true;
  const auto take = [&] { return pool.acquire(at_once).has_value(); };
  auto one = std::async(std::launch::async, take);
  auto other = std::async(std::launch::async, take);
  wait_until(pool, [](const PoolCounts& now) { return now.connecting == 2; });
  CHECK_FALSE(pool.acquire(at_once));
  ready.reset();
  CHECK(pool.acquire(at_once).has_value());  // While the two still connect.
  CHECK(add_up(pool.counts(), 3));
  go.count_down();
  CHECK(one.get());
  CHECK(other.get());
  CHECK(pool.counts().most_open == 3);
  CHECK(host.most_open == 3);
}

TEST_CASE("a connection that cannot be made is a failure, and its place is for the next",
          "[unit][pool]") {
  Host host;
  std::latch go{1};
  Pool pool{{.capacity = 1}, [&] {
              go.wait();
              return std::make_unique<FakeSession>(host);
            }};
  host.is_up = false;
  const auto take = [&] { return pool.acquire(very_long).has_value(); };
  auto failing = std::async(std::launch::async, take);
  wait_until(pool, [](const PoolCounts& now) { return now.connecting == 1; });
  auto next = std::async(std::launch::async, [&] {
    auto lease = pool.acquire(very_long);
    return lease.has_value();
  });
  wait_for_waiting(pool, 1);
  go.count_down();
  CHECK_THROWS_AS(failing.get(), Failure);
  CHECK_THROWS_AS(next.get(), Failure);
  host.is_up = true;
  CHECK(take());
  const PoolCounts counts = pool.counts();
  CHECK(counts.failed == 2);
  CHECK(counts.created == 1);
  CHECK(add_up(counts, 1));
  CHECK(pool.waits().count() == counts.acquired);
}

TEST_CASE("a session that comes back broken or in a transaction is not used again",
          "[unit][pool]") {
  FakePool all{1};
  all.pool.acquire(at_once).value()->lose();
  CHECK(all.host.open == 0);
  auto lease = all.pool.acquire(at_once);
  CHECK((*lease)->number == 2);
  (*lease)->in_transaction = true;
  auto waiting =
      std::async(std::launch::async, [&] { return all.pool.acquire(very_long).value()->number; });
  wait_for_waiting(all.pool, 1);
  lease.reset();
  CHECK(waiting.get() == 3);  // The place is handed on, but not the session.
  const PoolCounts counts = all.pool.counts();
  CHECK(counts.unfit == 2);
  CHECK(counts.idle == 1);
  CHECK(all.host.most_open == 1);
  CHECK(add_up(counts, 1));
}

TEST_CASE("a place is free only when its old session is closed", "[unit][pool]") {
  FakePool all{1};
  auto lease = all.pool.acquire(at_once);
  (*lease)->lose();
  std::latch may_close{1};
  all.host.may_close = &may_close;
  std::thread closing{[&] { lease.reset(); }};
  wait_until(all.pool, [](const PoolCounts& now) { return now.in_use == 0; });
  CHECK_FALSE(all.pool.acquire(at_once));
  CHECK(all.pool.counts().closing == 1);
  CHECK(add_up(all.pool.counts(), 1));
  auto next =
      std::async(std::launch::async, [&] { return all.pool.acquire(very_long).value()->number; });
  wait_for_waiting(all.pool, 1);
  may_close.count_down();
  closing.join();
  CHECK(next.get() == 2);
  CHECK(all.host.most_open == 1);
}

TEST_CASE("a session that was idle too long is checked, and replaced when it is dead",
          "[unit][pool]") {
  FakePool all{PoolSettings{.capacity = 2, .check_after = 0ms}};
  all.pool.acquire(at_once).value()->is_alive = false;
  CHECK(all.pool.acquire(at_once).value()->number == 2);
  CHECK(all.pool.acquire(at_once).value()->number == 2);
  const PoolCounts counts = all.pool.counts();
  CHECK(counts.checks == 2);
  CHECK(counts.dead == 1);
  CHECK(counts.created == 2);
  CHECK(all.host.most_open == 1);
  CHECK(add_up(counts, 2));
}

TEST_CASE("a dead session that cannot be replaced leaves its place to others", "[unit][pool]") {
  FakePool all{PoolSettings{.capacity = 1, .check_after = 0ms}};
  all.pool.acquire(at_once).value()->is_alive = false;
  all.host.is_up = false;
  CHECK_THROWS_AS(all.pool.acquire(at_once), Failure);
  all.host.is_up = true;
  CHECK(all.pool.acquire(at_once).has_value());
  CHECK(add_up(all.pool.counts(), 1));
}

TEST_CASE("after a lost connection the idle sessions are checked, however fresh they are",
          "[unit][pool]") {
  FakePool all{4};
  {
    const auto leases = all.take(4);  // The host is restarted; only one of them notices.
    for (const auto& lease : leases) lease->is_alive = false;
  }
  all.pool.acquire(at_once).value()->lose();
  const auto leases = all.take(4);
  for (const auto& lease : leases) CHECK(lease->is_alive);
  PoolCounts counts = all.pool.counts();
  CHECK(counts.checks == 3);
  CHECK(counts.dead == 3);
  CHECK(counts.unfit == 1);
  CHECK(add_up(counts, 4));
}

TEST_CASE("who has been checked once after a loss is trusted again", "[unit][pool]") {
  FakePool all{2};
  auto leases = all.take(2);
  leases.erase(leases.begin());
  leases[0]->lose();
  leases.clear();
  for (int i = 0; i < 5; ++i) CHECK(all.pool.acquire(at_once).has_value());
  CHECK(all.pool.counts().checks == 1);
}

TEST_CASE("a lease that takes another one's place gives its own back", "[unit][pool]") {
  FakePool all{2};
  auto one = all.pool.acquire(at_once).value();
  auto other = all.pool.acquire(at_once).value();
  const int number = other->number;
  one = std::move(other);
  CHECK(one->number == number);
  CHECK(all.pool.counts().in_use == 1);
  const Pool::Lease moved{std::move(one)};
  CHECK(moved->number == number);
  CHECK(all.pool.counts().in_use == 1);
}

TEST_CASE("a pool of no sessions is refused", "[unit][pool]") {
  CHECK_THROWS_AS(FakePool{0}, UsageError);
  CHECK_THROWS_AS(FakePool{-3}, UsageError);
}

TEST_CASE("a pool that gives no session where it should is a programming error", "[unit][pool]") {
  Pool pool{{.capacity = 1}, [] { return nullptr; }};
  CHECK_THROWS_AS(pool.acquire(at_once), std::logic_error);
  CHECK(pool.counts().failed == 1);
}

TEST_CASE("whatever many threads do, the counts add up and the capacity holds", "[unit][pool]") {
  constexpr int capacity = 4;
  constexpr int workers = 16;
  constexpr int rounds = 400;
  FakePool all{PoolSettings{.capacity = capacity, .check_after = 0ms}};
  std::atomic<std::uint64_t> got{0};
  std::atomic<std::uint64_t> rejected{0};
  std::atomic<std::uint64_t> failed{0};
  const auto work = [&](std::uint64_t worker) {
    std::uint64_t state = worker;
    for (int i = 0; i < rounds; ++i) {
      const std::uint64_t what = below(next_bits(state), 20);
      if (what == 0) all.host.is_up = !all.host.is_up;
      try {
        const auto lease = all.pool.acquire(what < 5 ? at_once : what < 8 ? 1ms : very_long);
        ++(lease ? got : rejected);
        if (!lease) continue;
        ++(*lease)->uses;
        if (what == 9) (*lease)->lose();
        if (what == 10) (*lease)->in_transaction = true;
        if (what == 11) (*lease)->is_alive = false;
        if (what > 15) std::this_thread::yield();
      } catch (const Failure&) {
        ++failed;
        all.host.is_up = true;
      }
    }
  };
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < workers; ++i) threads.emplace_back(work, i);
  std::atomic<bool> has_ended{false};
  bool always_adds_up = true;
  std::thread watcher{[&] {
    while (!has_ended) {
      always_adds_up = always_adds_up && add_up(all.pool.counts(), capacity);
      std::this_thread::yield();
    }
  }};
  for (std::thread& thread : threads) thread.join();
  has_ended = true;
  watcher.join();
  CHECK(always_adds_up);
  const PoolCounts counts = all.pool.counts();
  CHECK(add_up(counts, capacity));
  CHECK(is_quiet(counts));
  CHECK(counts.requests == workers * rounds);
  CHECK(counts.acquired == got);
  CHECK(counts.rejected == rejected);
  CHECK(counts.failed == failed);
  CHECK(all.pool.waits().count() == got);
  CHECK(all.host.most_open <= capacity);
  CHECK(all.host.open == counts.idle);
  CHECK(all.pool.close(at_once));
  CHECK(all.host.open == 0);
}
