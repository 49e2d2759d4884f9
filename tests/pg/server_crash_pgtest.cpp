// The server dies under seed-events, again and again, and is started again: a seed ends as one that
// nobody disturbed, an --append is there as a whole or not at all.

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "core/random/random.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/run_program.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

using Milliseconds = std::chrono::milliseconds;

std::string name_of(Crash how) {
  return how == Crash::killed ? "killed" : "immediate shutdown";
}

/// A server that commits to memory only until its WAL writer comes by, so that a crash loses the
/// last commits of who does not wait for them.
class CrashingServer {
 public:
  explicit CrashingServer(const std::vector<std::string>& settings)
      : server_(Tcp::without_password, settings) {}

  void create(const std::string& database) const {
    server_.session().run("CREATE DATABASE " + database);
  }

  [[nodiscard]] ProgramResult seed(const std::string& database,
                                   std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--quiet", "--database", server_.superuser(database)});
    return run_program("seed-events", arguments, {.time_limit = std::chrono::seconds{120}});
  }

  /// The same, and the server crashes as soon as `is_due()`, or when the program is done before.
  /// It is up again on return.
  template <typename Condition>
  [[nodiscard]] ProgramResult crash_under(Crash how, const std::string& database,
                                          const std::vector<std::string>& arguments,
                                          Condition is_due) {
    auto seeding = std::async(std::launch::async, [&] { return seed(database, arguments); });
    while (!is_due() && seeding.wait_for(Milliseconds{1}) != std::future_status::ready) {
    }
    server_.crash(how);
    const ProgramResult result = seeding.get();
    server_.start_again();
    return result;
  }

  [[nodiscard]] pg::Session session(const std::string& database) const {
    return server_.session(database);
  }

  [[nodiscard]] dataset::Manifest manifest(const std::string& database) const {
    pg::Session session = server_.session(database);
    return dataset::read_manifest(session).value_or(dataset::Manifest{});
  }

 private:
  OwnServer server_;
};

/// Becomes true at a moment that is drawn from what a whole run takes here.
class Moments {
 public:
  Moments(std::uint64_t seed, Milliseconds whole) : state_(mix(seed)), whole_(whole) {}

  [[nodiscard]] auto next() {
    const Milliseconds wait{below(next_bits(state_), static_cast<std::uint64_t>(whole_.count()))};
    return [due = std::chrono::steady_clock::now() + wait] {
      return std::chrono::steady_clock::now() >= due;
    };
  }

 private:
  std::uint64_t state_;
  Milliseconds whole_;
};

template <typename Work>
Milliseconds time_of(const Work& work) {
  const auto started = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - started);
}

/// Whether a seed has committed rows that it is not done with.
class HasMarks {
 public:
  explicit HasMarks(pg::Session session) : session_(std::move(session)) {}

  bool operator()() {
    try {
      return session_
          .run("SELECT EXISTS (SELECT FROM eventstore_harness.seed_journal WHERE rows > 0) AS some")
          .boolean(0, "some");
    } catch (const pg::StatementError&) {
      return false;  // There is no journal yet.
    }
  }

 private:
  pg::Session session_;
};

/// What the program said is true of what is there now.
void check_said(const ProgramResult& result, const dataset::Manifest& now) {
  CAPTURE(result.out, result.err, now.state);
  CHECK_FALSE(result.timed_out);
  CHECK((result.exit_code == 0 || result.exit_code == 1));
  if (result.exit_code == 0) CHECK(now.state == "complete");
  if (result.err.find("half filled") != std::string::npos) CHECK(now.state == "loading");
}

}  // namespace

TEST_CASE("a seed whose server dies again and again ends as one that nobody disturbed",
          "[pg][seed][resume][crash]") {
  const Crash how = GENERATE(Crash::killed, Crash::immediate_shutdown);
  CAPTURE(name_of(how));
  // Minimal WAL leaves out what a crash must not need: indexes, in the transaction that makes them.
  const std::vector<std::string> minimal{"wal_level=minimal", "max_wal_senders=0"};
  CrashingServer server{how == Crash::killed ? std::vector<std::string>{} : minimal};
  std::uint64_t number = 0;
  for (const std::string store : {"reference", "eaf-v1", "reference-hash"}) {
    ++number;
    CAPTURE(store);
    const std::vector<std::string> shape{
        "--events", "20000", "--tenants", "7",  "--seed", std::to_string(number),
        "--batch",  "350",   "--store",   store};
    const std::string calm = "calm_" + std::to_string(number);
    server.create(calm);
    const Milliseconds whole = time_of([&] { REQUIRE(server.seed(calm, shape).exit_code == 0); });
    const std::string expected = server.manifest(calm).fingerprint;

    const std::string shop = "shop_" + std::to_string(number);
    server.create(shop);
    const ProgramResult first =
        server.crash_under(how, shop, shape, HasMarks{server.session(shop)});
    REQUIRE(first.exit_code == 1);
    CHECK_THAT(first.err, ContainsSubstring("half filled: run the same command again"));
    check_said(first, server.manifest(shop));
    Moments moments{number, whole};
    for (int i = 0; i < 3 && server.manifest(shop).state != "complete"; ++i) {
      const ProgramResult next = server.crash_under(how, shop, shape, moments.next());
      check_said(next, server.manifest(shop));
    }
    if (server.manifest(shop).state != "complete") {
      const ProgramResult last = server.seed(shop, shape);
      CAPTURE(last.err);
      REQUIRE(last.exit_code == 0);
    }
    CHECK(server.manifest(shop).fingerprint == expected);
    const ProgramResult verified = server.seed(shop, {"--verify", "--store", store});
    CAPTURE(verified.err);
    CHECK(verified.exit_code == 0);
    CHECK_THAT(verified.out, ContainsSubstring(expected));
  }
}

TEST_CASE("an --append whose server dies is there as a whole or not at all",
          "[pg][append][crash]") {
  const Crash how = GENERATE(Crash::killed, Crash::immediate_shutdown);
  CAPTURE(name_of(how));
  CrashingServer server{{}};
  const std::vector<std::string> shape{"--events", "10000", "--tenants", "5"};
  const std::vector<std::string> more{"--append", "20000"};
  for (const char* database : {"calm", "shop"}) {
    server.create(database);
    REQUIRE(server.seed(database, shape).exit_code == 0);
  }
  // What each number of appends makes of the data when nothing disturbs them.
  std::vector<std::string> expected{server.manifest("calm").fingerprint};
  const auto append_calmly = [&] { REQUIRE(server.seed("calm", more).exit_code == 0); };
  const Milliseconds whole = time_of(append_calmly);
  expected.push_back(server.manifest("calm").fingerprint);

  std::size_t there = 0;
  Moments moments{how == Crash::killed ? 1U : 2U, whole};
  const auto crash = [&](const auto& is_due) {
    const ProgramResult result = server.crash_under(how, "shop", more, is_due);
    const dataset::Manifest now = server.manifest("shop");
    CAPTURE(result.out, result.err, now.events, there);
    CHECK((result.exit_code == 0 || result.exit_code == 1));
    const std::size_t then = static_cast<std::size_t>(now.events - 10'000) / 20'000;
    REQUIRE((then == there || then == there + 1));
    while (expected.size() <= then) {
      append_calmly();
      expected.push_back(server.manifest("calm").fingerprint);
    }
    CHECK(now.fingerprint == expected[then]);
    if (result.exit_code == 0) CHECK(then == there + 1);
    const auto claims = [&](const char* words) {
      return result.err.find(words) != std::string::npos;
    };
    if (claims("nothing was appended")) CHECK(then == there);
    if (claims("were appended to")) CHECK(then == there + 1);
    there = then;
    const ProgramResult verified = server.seed("shop", {"--verify"});
    CAPTURE(verified.err);
    CHECK(verified.exit_code == 0);
    return result;
  };

  pg::Session looking = server.session("shop");
  const ProgramResult first = crash([&] {
    return looking
        .run(
            "SELECT EXISTS (SELECT FROM pg_stat_progress_copy WHERE tuples_processed > 1000) AS "
            "some")
        .boolean(0, "some");
  });
  CHECK(first.exit_code == 1);
  CHECK_THAT(first.err, ContainsSubstring("nothing was appended to database shop"));
  for (int i = 0; i < 3; ++i) static_cast<void>(crash(moments.next()));
  CHECK(server.seed("shop", more).exit_code == 0);
  CHECK(server.seed("shop", {"--verify"}).exit_code == 0);
}

}  // namespace eventstore::tests
