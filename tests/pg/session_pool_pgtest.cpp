// The pool of sessions against a server that counts them, ends them and refuses them.

#include <atomic>
#include <deque>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/engine/engine_session.hpp"
#include "core/engine/session_pool.hpp"
#include "core/pg/connect_failure.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/pool_equations.hpp"
#include "tests/support/prepared_operation.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/server_state.hpp"

namespace eventstore::tests {

namespace {

using namespace std::chrono_literals;
using engine::PoolCounts;
using engine::PoolSettings;
using Pool = engine::SessionPool<pg::Wire>;

constexpr auto at_once = 0ms;
constexpr auto very_long = std::chrono::milliseconds::max();

/// A pool whose sessions the server knows by a name.
class PooledDatabase {
 public:
  explicit PooledDatabase(PoolSettings settings)
      : watcher_(scratch_.database()), pool_(settings, [this] { return connected(); }) {}

  [[nodiscard]] Pool& pool() { return pool_; }
  [[nodiscard]] const pg::Database& database() const { return scratch_.database(); }

  /// As the server counts them.
  [[nodiscard]] std::int64_t sessions() {
    return watcher_.run("SELECT count(*) AS n FROM pg_stat_activity WHERE " + is_pooled)
        .integer(0, "n");
  }
  void end_all_sessions() {
    watcher_.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + is_pooled);
    wait_for_no_session(database(), is_pooled);
  }

  const std::string is_pooled = "application_name = 'pooled' AND datname = current_database()";
  std::atomic<bool> has_server{true};

 private:
  std::unique_ptr<pg::Wire> connected() {
    pg::Database target = has_server ? database() : pg::with_name(database(), "no_such_database");
    target.connection_string += " application_name=pooled";
    return std::make_unique<pg::Wire>(target);
  }

  EmptiedDatabase scratch_;
  pg::Session watcher_;
  Pool pool_;
};

bool works(pg::Wire& wire) {
  return wire.run("SELECT 1").ok();
}

}  // namespace

TEST_CASE("the server never has more sessions than the pool's capacity", "[pg][pool]") {
  constexpr int capacity = 5;
  constexpr int workers = 30;
  constexpr int rounds = 40;
  PooledDatabase all{{.capacity = capacity, .check_after = 0ms}};
  std::atomic<int> rejected{0};
  std::atomic<int> broken{0};
  const auto work = [&](int worker) {
    for (int i = 0; i < rounds; ++i) {
      const auto lease = all.pool().acquire(worker % 3 == 0 ? at_once : very_long);
      if (!lease) ++rejected;
      if (lease && !works(**lease)) ++broken;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < workers; ++i) threads.emplace_back(work, i);
  std::int64_t most = 0;
  bool always_adds_up = true;
  auto joined = std::async(std::launch::async, [&] {
    for (std::thread& thread : threads) thread.join();
  });
  while (joined.wait_for(0s) != std::future_status::ready) {
    most = std::max(most, all.sessions());
    always_adds_up = always_adds_up && add_up(all.pool().counts(), capacity);
  }
  most = std::max(most, all.sessions());
  CHECK(most <= capacity);
  CHECK(most > 0);
  CHECK(always_adds_up);
  const PoolCounts counts = all.pool().counts();
  CHECK(add_up(counts, capacity));
  CHECK(is_quiet(counts));
  CHECK(counts.requests == workers * rounds);
  CHECK(counts.rejected == static_cast<std::uint64_t>(rejected));
  CHECK(counts.discarded == 0);
  CHECK(broken == 0);
  CHECK(all.sessions() == counts.idle);
  CHECK(all.pool().close(at_once));
  wait_for_no_session(all.database(), all.is_pooled);
}

TEST_CASE("sessions that the server ended while they were idle are replaced", "[pg][pool]") {
  PooledDatabase all{{.capacity = 4, .check_after = 0ms}};
  {
    std::vector<Pool::Lease> leases;
    for (int i = 0; i < 4; ++i) leases.push_back(all.pool().acquire(at_once).value());
  }
  all.end_all_sessions();
  std::vector<Pool::Lease> leases;
  for (int i = 0; i < 4; ++i) leases.push_back(all.pool().acquire(at_once).value());
  for (const auto& lease : leases) CHECK(works(*lease));
  const PoolCounts counts = all.pool().counts();
  CHECK(counts.dead == 4);
  CHECK(counts.created == 8);
  CHECK(add_up(counts, 4));
  CHECK(all.sessions() == 4);
}

TEST_CASE("one lost session has the others checked, so that one caller pays and not each",
          "[pg][pool]") {
  PooledDatabase all{{.capacity = 4, .check_after = std::chrono::hours{1}}};
  {
    std::vector<Pool::Lease> leases;
    for (int i = 0; i < 4; ++i) leases.push_back(all.pool().acquire(at_once).value());
  }
  all.end_all_sessions();
  CHECK_FALSE(works(*all.pool().acquire(at_once).value()));
  std::vector<Pool::Lease> leases;
  for (int i = 0; i < 4; ++i) leases.push_back(all.pool().acquire(at_once).value());
  for (const auto& lease : leases) CHECK(works(*lease));
  CHECK(all.pool().counts().unfit == 1);
  CHECK(all.pool().counts().dead == 3);
  CHECK(add_up(all.pool().counts(), 4));
}

TEST_CASE("a session that the server ended on its lease is replaced by the next one",
          "[pg][pool]") {
  PooledDatabase all{{.capacity = 1}};
  {
    const auto lease = all.pool().acquire(at_once).value();
    terminate(all.database(), lease->backend_pid());
    CHECK_FALSE(works(*lease));
  }
  CHECK(works(*all.pool().acquire(at_once).value()));
  CHECK(all.pool().counts().unfit == 1);
  CHECK(all.sessions() == 1);
}

TEST_CASE("a transaction that is left open is rolled back, and its session not used again",
          "[pg][pool]") {
  PooledDatabase all{{.capacity = 1}};
  all.pool().acquire(at_once).value()->command("CREATE TABLE t (id int)");
  const int first = all.pool().acquire(at_once).value()->backend_pid();
  SECTION("open") {
    const auto lease = all.pool().acquire(at_once).value();
    lease->command("BEGIN");
    lease->command("INSERT INTO t VALUES (1)");
  }
  SECTION("failed") {
    const auto lease = all.pool().acquire(at_once).value();
    lease->command("BEGIN");
    CHECK_FALSE(lease->run("SELECT 1/0").ok());
  }
  SECTION("within a COPY") {
    all.pool().acquire(at_once).value()->copy_in_begin("COPY t FROM STDIN");
  }
  const auto lease = all.pool().acquire(at_once).value();
  CHECK(lease->backend_pid() != first);
  CHECK(lease->run("SELECT FROM t").row_count() == 0);
  CHECK(all.pool().counts().unfit == 1);
}

TEST_CASE("a server that refuses is a Failure for each that asks, and no place is lost",
          "[pg][pool]") {
  PooledDatabase all{{.capacity = 2}};
  all.has_server = false;
  for (int i = 0; i < 5; ++i) CHECK_THROWS_AS(all.pool().acquire(at_once), Failure);
  all.has_server = true;
  const auto one = all.pool().acquire(at_once);
  const auto other = all.pool().acquire(at_once);
  CHECK(one.has_value());
  CHECK(other.has_value());
  CHECK_FALSE(all.pool().acquire(at_once));
  const PoolCounts counts = all.pool().counts();
  CHECK(counts.failed == 5);
  CHECK(counts.rejected == 1);
  CHECK(add_up(counts, 2));
}

TEST_CASE("closing waits for a session that is at work, and leaves none behind", "[pg][pool]") {
  PooledDatabase all{{.capacity = 2}};
  static_cast<void>(all.pool().acquire(at_once).value());
  pg::Wire holder{all.database()};
  holder.command("SELECT pg_advisory_lock(1)");
  auto working = std::async(std::launch::async, [&] {
    const auto lease = all.pool().acquire(at_once).value();
    return lease->run("SELECT pg_advisory_lock(1)").ok();
  });
  wait_for_session(all.database(), all.is_pooled + " AND wait_event = 'advisory'");
  auto closing = std::async(std::launch::async, [&] { return all.pool().close(very_long); });
  while (all.pool().acquire(at_once)) std::this_thread::yield();
  CHECK(all.sessions() >= 1);
  holder.command("SELECT pg_advisory_unlock(1)");
  CHECK(working.get());
  CHECK(closing.get());
  CHECK(all.pool().counts().created == all.pool().counts().discarded);
  wait_for_no_session(all.database(), all.is_pooled);
}

TEST_CASE("a server that has too many connections rejects, one that is down has lost them",
          "[pg][pool]") {
  OwnServer server{Tcp::without_password, {"max_connections=5"}};
  const pg::Database database{.connection_string = server.superuser(), .name = "postgres"};
  const catalogue::Catalogue catalogue = catalogue::load_catalogue("reference");
  std::deque<pg::Wire> held;
  install_store(held.emplace_back(database), catalogue);
  engine::EnginePool pool{{.capacity = 2}, [&] {
                            return std::make_unique<engine::EngineSession>(database, catalogue);
                          }};
  int uses = 0;
  const auto use = [&] {
    return engine::engines_of(pool, at_once)([&](engine::EventStorageEngine&) { ++uses; });
  };
  std::string refusal;
  while (refusal.empty()) {
    try {
      held.emplace_back(database);
    } catch (const pg::ConnectFailure& refused) {
      refusal = refused.sqlstate();
      CHECK_THAT(refused.what(), Catch::Matchers::ContainsSubstring("too many clients"));
    }
    REQUIRE(held.size() <= 5);
  }
  CHECK(refusal == "53300");
  CHECK(use() == Outcome::rejected);
  CHECK(pool.counts().failed == 1);
  CHECK(add_up(pool.counts(), 2));

  server.crash(Crash::immediate_shutdown);
  CHECK(use() == Outcome::connection_lost);
  CHECK(pool.counts().failed == 2);
  CHECK(uses == 0);
}

TEST_CASE("a refused connection has the server's SQLSTATE, one that was never made has none",
          "[pg][pool]") {
  const EmptiedDatabase scratch;
  const auto sqlstate_of = [](const pg::Database& database) -> std::string {
    try {
      const pg::Wire wire{database};
    } catch (const pg::ConnectFailure& refused) {
      return refused.sqlstate();
    }
    return "connected";
  };
  CHECK(sqlstate_of(scratch.database()) == "connected");
  CHECK(sqlstate_of(pg::with_name(scratch.database(), "no_such_database")) == "3D000");
  CHECK(sqlstate_of({.connection_string = "host=/nowhere", .name = "postgres"}).empty());
}

}  // namespace eventstore::tests
