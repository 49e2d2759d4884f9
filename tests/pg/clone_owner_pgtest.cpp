// Copies of databases of others, and whose they are: what is in use, or may be, is never dropped.

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/core.h>
#include <signal.h>
#include <unistd.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/clone_name.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/maintenance_session.hpp"
#include "core/pg/session.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/background_program.hpp"
#include "tests/support/lock_holders.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/server_state.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

/// A database with the name of a copy that somebody else made, empty.
class CopyOfOthers {
 public:
  CopyOfOthers(const pg::Database& server, std::string name, const std::string& comment = "")
      : session_(pg::maintenance_session(server)), name_(std::move(name)) {
    session_.run("CREATE DATABASE " + session_.identifier(name_) + " TEMPLATE template0");
    if (comment.empty()) return;
    session_.run("COMMENT ON DATABASE " + session_.identifier(name_) + " IS " +
                 session_.literal(comment));
  }
  ~CopyOfOthers() {
    session_.run("DROP DATABASE IF EXISTS " + session_.identifier(name_) + " WITH (FORCE)");
  }
  CopyOfOthers(const CopyOfOthers&) = delete;
  CopyOfOthers& operator=(const CopyOfOthers&) = delete;

  [[nodiscard]] bool is_there() {
    return !session_.run(catalogue::harness_sql("database_exists"), {{name_}}).empty();
  }
  /// Holds the lock that says that its owner lives, until this object is gone.
  void lock() {
    const std::string pid = std::to_string(session_.backend_pid());
    REQUIRE(session_.run(catalogue::harness_sql("clone_lock"), {name_, pid}).boolean(0, "taken"));
  }

 private:
  pg::Session session_;
  std::string name_;
};

bool is_locked(const pg::Database& server, const std::string& clone) {
  pg::Session session{server};
  return session.run(catalogue::harness_sql("clone_lock_held"), {{clone}}).boolean(0, "held");
}

/// Another process, whose id ours has got since.
ProcessIdentity earlier_process() {
  ProcessIdentity owner = this_process();
  owner.start_mark = owner.start_mark == "0000000" ? "0000001" : "0000000";
  return owner;
}

}  // namespace

TEST_CASE("a copy of which a bench has lost the lock stays, and the bench goes on",
          "[pg][bench][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const pid_t bench =
      start_program("eventstore_bench", {"--database", seeded.database().connection_string,
                                         "--benchmark_filter=append_events/new_1$", "--warm-up",
                                         "0", "--benchmark_min_time=60"});
  wait_for_clone(bench, seeded);
  terminate(seeded.database(), copy_lock_session(seeded.database(), bench));

  const auto review = seeded.run("plan-review", {"--filter", "append_events/new_10$"});
  INFO(review.out << review.err);
  CHECK(review.exit_code == 0);
  CHECK(clones_of(bench, seeded) == 1);
  // The session that took the lock again.
  CHECK(copy_lock_session(seeded.database(), bench) > 0);
  CHECK(kill(bench, 0) == 0);
  CHECK(end_program(bench, SIGINT) == 1);
  CHECK(clones_of(bench, seeded) == 0);
}

TEST_CASE("the lock of a copy is taken again when others end its session", "[pg][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const pg::DisposableClone clone{seeded.database(), "test"};
  for (int i = 0; i < 2; ++i) {
    terminate(seeded.database(), copy_lock_session(seeded.database(), getpid()));
    pg::drop_orphaned_clones(seeded.database());
    CHECK_NOTHROW(pg::Session{clone.database()});
  }
  static_cast<void>(copy_lock_session(seeded.database(), getpid()));
  CHECK(is_locked(seeded.database(), clone.database().name));
}

TEST_CASE("a copy whose owner has ended is dropped only when its lock is free", "[pg][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  CopyOfOthers copy{seeded.database(), pg::clone_name("test", earlier_process(), 1)};
  copy.lock();
  pg::drop_orphaned_clones(seeded.database());
  CHECK(copy.is_there());

  CopyOfOthers free{seeded.database(), pg::clone_name("test", earlier_process(), 2)};
  pg::drop_orphaned_clones(seeded.database());
  CHECK_FALSE(free.is_there());
  CHECK(copy.is_there());
}

TEST_CASE("a copy of a process that runs stays, whether or not its lock is free",
          "[pg][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  CopyOfOthers copy{seeded.database(), pg::clone_name("test", this_process(), 1000)};
  pg::drop_orphaned_clones(seeded.database());
  CHECK(copy.is_there());
}

TEST_CASE("copies of other hosts and of earlier versions are named and left alone",
          "[pg][bench][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  ProcessIdentity elsewhere = this_process();
  elsewhere.host_mark = "zzzzzzz";
  elsewhere.pid = 4711;
  const std::string foreign = pg::clone_name("bench", elsewhere, 7);
  CopyOfOthers other_host{seeded.database(), foreign,
                          "eventstore_bench pid 4711 on build-7, started 2026-11-30 16:20:01 UTC"};
  elsewhere.start_mark.clear();
  CopyOfOthers unknown{seeded.database(), pg::clone_name("bench", elsewhere, 8)};
  const std::string old = fmt::format("eventstore_disposable_clone_bench_{}_18c0ffee18c0ffee",
                                      4'000'000 + getpid() % 1000);
  CopyOfOthers old_version{seeded.database(), old};
  ProcessIdentity busy = elsewhere;
  busy.pid = 4712;
  const std::string in_use = pg::clone_name("bench", busy, 9);
  CopyOfOthers locked{seeded.database(), in_use};
  locked.lock();

  const auto bench = seeded.run(
      "eventstore_bench",
      {"--benchmark_filter=append_events/new_1$", "--warm-up", "0", "--benchmark_min_time=0.01"});
  INFO(bench.out << bench.err);
  CHECK((bench.exit_code == 0 || bench.exit_code == 3));
  CHECK_THAT(bench.err,
             ContainsSubstring("note: copy " + foreign + " is left alone") &&
                 ContainsSubstring("its owner: eventstore_bench pid 4711 on build-7, started "
                                   "2026-11-30 16:20:01 UTC") &&
                 ContainsSubstring("its owner: pid 4711 on an unknown host") &&
                 ContainsSubstring("note: copy " + old + " is left alone") &&
                 !ContainsSubstring(in_use));
  CHECK(other_host.is_there());
  CHECK(unknown.is_there());
  CHECK(old_version.is_there());
  CHECK(locked.is_there());
}

TEST_CASE("people on other hosts can read whose a copy is", "[pg][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const pg::DisposableClone clone{seeded.database(), "test"};
  pg::Session session{seeded.database()};
  const auto found = session.run(catalogue::harness_sql("clones"), {{clone.database().name}});
  REQUIRE(found.size() == 1);
  CHECK_THAT(found.text(0, "owner"),
             ContainsSubstring(fmt::format("pg_tests pid {} on ", getpid())) &&
                 ContainsSubstring(", started 2"));
}

}  // namespace eventstore::tests
