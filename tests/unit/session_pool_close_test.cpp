// How a pool of sessions ends.

#include <future>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/fake_sessions.hpp"
#include "tests/support/pool_equations.hpp"

using namespace eventstore;
using namespace eventstore::engine;
using namespace eventstore::tests;

TEST_CASE("closing wakes and rejects all who wait, and closes what is idle", "[unit][pool]") {
  FakePool all{3};
  auto leases = all.take(3);
  leases.pop_back();
  leases.push_back(all.pool.acquire(at_once).value());
  std::vector<std::future<bool>> waiting;
  for (int i = 0; i < 10; ++i) {
    waiting.push_back(
        std::async(std::launch::async, [&] { return all.pool.acquire(very_long).has_value(); }));
  }
  wait_for_waiting(all.pool, 10);
  CHECK_FALSE(all.pool.close(at_once));  // Three are still out.
  for (auto& each : waiting) CHECK_FALSE(each.get());
  CHECK_FALSE(all.pool.acquire(very_long));
  CHECK(all.host.open == 3);
  auto closed = std::async(std::launch::async, [&] { return all.pool.close(very_long); });
  leases.clear();
  CHECK(closed.get());
  CHECK(all.host.open == 0);
  const PoolCounts counts = all.pool.counts();
  CHECK(counts.rejected == 11);
  CHECK(counts.closed == 3);
  CHECK(counts.created == counts.discarded);
  CHECK(is_quiet(counts));
  CHECK(add_up(counts, 3));
  CHECK(all.pool.close(at_once));
}

TEST_CASE("whoever closes a pool is told when the last session is back", "[unit][pool]") {
  for (int round = 0; round < 200; ++round) {
    FakePool all{2};
    auto leases = all.take(2);
    std::latch starting{1};
    auto closed = std::async(std::launch::async, [&] {
      starting.count_down();
      return all.pool.close(very_long);
    });
    starting.wait();
    while (all.pool.acquire(at_once)) std::this_thread::yield();
    leases.clear();
    REQUIRE(closed.get());
    REQUIRE(all.host.open == 0);
  }
}

TEST_CASE("closing an unused pool, or one with idle sessions, is done at once", "[unit][pool]") {
  FakePool unused{2};
  CHECK(unused.pool.close(at_once));
  FakePool all{2};
  static_cast<void>(all.take(2));
  CHECK(all.pool.close(at_once));
  CHECK(all.host.open == 0);
}

TEST_CASE("a connection that is made while the pool closes is not given out", "[unit][pool]") {
  Host host;
  std::latch go{1};
  Pool pool{{.capacity = 1}, [&] {
              go.wait();
              return std::make_unique<FakeSession>(host);
            }};
  auto late = std::async(std::launch::async, [&] { return pool.acquire(at_once).has_value(); });
  wait_until(pool, [](const PoolCounts& now) { return now.connecting == 1; });
  CHECK_FALSE(pool.close(at_once));
  go.count_down();
  CHECK_FALSE(late.get());
  CHECK(pool.close(very_long));
  CHECK(host.open == 0);
  const PoolCounts counts = pool.counts();
  CHECK(counts.rejected == 1);
  CHECK(counts.closed == 1);
  CHECK(add_up(counts, 1));
}
