// Readers that wait, by polling and by listening, on a real server.  When they read is counted in
// tests/unit/stream_follower_test.cpp.

#include <chrono>
#include <csignal>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/engine/stream_follower.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "tests/support/engine_store.hpp"

namespace eventstore::tests {

using engine::FollowerOptions;
using engine::StreamBatch;
using engine::StreamFollower;
using engine::TrackingToken;
using engine::Visibility;
using engine::WaitBy;
using std::chrono::milliseconds;

namespace {

/// No test waits so long: what should have come and does not fails the test, and does not hang it.
constexpr std::chrono::seconds long_enough{60};

struct Following {
  Following(const EmptyStore& store, WaitBy wait_by, FollowerOptions options = {},
            engine::EngineOptions engine_options = {})
      : connected(store, engine_options), follower([&] {
          options.wait_by = wait_by;
          return engine::make_stream_follower(connected.engine, std::move(options));
        }()) {}

  ConnectedEngine connected;
  StreamFollower follower;
};

std::vector<std::string> ids_of(const engine::Append& append) {
  std::vector<std::string> ids;
  for (const engine::NewEvent& event : append.events) ids.push_back(event.id);
  return ids;
}

std::vector<std::string> ids_of(const StreamBatch& batch) {
  std::vector<std::string> ids;
  for (const engine::StoredEvent& event : batch.events) ids.emplace_back(event.event_id);
  return ids;
}

/// Ends the session `pid`, whatever it does.
void end_session(const EmptyStore& store, int pid) {
  pg::Wire wire{store.database()};
  wire.command(fmt::format("SELECT pg_terminate_backend({})", pid));
}

WaitBy either_way() {
  return GENERATE(WaitBy::polling, WaitBy::listening);
}

}  // namespace

TEST_CASE("a follower is given every event once and in order while they are appended",
          "[pg][follow][visibility]") {
  const WaitBy wait_by = either_way();
  CAPTURE(static_cast<int>(wait_by));
  const EmptyStore store{"reference-notify"};
  constexpr int append_count = 60;
  std::vector<std::string> appended;
  std::vector<engine::Append> appends;
  for (int i = 0; i < append_count; ++i) {
    appends.push_back(changes(order(1), std::int64_t{2} * i, 2));
    for (const std::string& id : ids_of(appends.back())) appended.push_back(id);
  }
  Following reading{store, wait_by};
  bool all_stored = true;
  std::jthread writer{[&] {
    ConnectedEngine connected{store};
    for (int i = 0; i < append_count; ++i) {
      if (i % 10 == 0) std::this_thread::sleep_for(milliseconds{15});
      const auto result = connected.engine.append_events(appends[static_cast<std::size_t>(i)]);
      all_stored = all_stored && result.outcome == Outcome::ok;
    }
  }};
  std::vector<std::string> delivered;
  TrackingToken token;
  while (delivered.size() < appended.size()) {
    const StreamBatch batch = reading.follower.next(token, 3, long_enough);
    REQUIRE(batch.call.outcome == Outcome::ok);
    REQUIRE_FALSE(batch.events.empty());
    for (std::string& id : ids_of(batch)) delivered.push_back(std::move(id));
    token = batch.token;
  }
  writer.join();
  CHECK(all_stored);
  CHECK(delivered == appended);
}

TEST_CASE("a follower under each visibility is given what is appended", "[pg][follow]") {
  for (const Visibility visibility :
       {Visibility::naive, Visibility::gap_aware, Visibility::serialised_writers}) {
    INFO(name_of(visibility));
    const EmptyStore store{"reference-position"};
    Following reading{store, WaitBy::polling, {}, {.visibility = visibility}};
    ConnectedEngine writer{store, {.visibility = visibility}};
    const auto append = changes(order(1), 0, 2);
    REQUIRE(writer.engine.append_events(append).outcome == Outcome::ok);
    CHECK(ids_of(reading.follower.next({}, 10, long_enough)) == ids_of(append));
  }
}

TEST_CASE("nothing comes of a wait in which nothing is appended", "[pg][follow]") {
  const WaitBy wait_by = either_way();
  const EmptyStore store{"reference-notify"};
  Following reading{store, wait_by};
  const TrackingToken token{.transaction_id = 3, .position = 7};
  const StreamBatch batch = reading.follower.next(token, 10, milliseconds{30});
  CHECK(batch.call.outcome == Outcome::ok);
  CHECK(batch.events.empty());
  CHECK(batch.token == token);
}

TEST_CASE("a listener to which nobody says anything reads no more often than its bound",
          "[pg][follow]") {
  const EmptyStore store{"reference-notify"};
  constexpr milliseconds bound{64};
  constexpr std::int64_t bounds_waited = 5;
  Following reading{store, WaitBy::listening, {.longest_pause = bound}};
  static_cast<void>(reading.follower.next({}, 10, bounds_waited * bound));
  const engine::FollowerCounts counts = reading.follower.counts();
  CHECK(counts.wakes == 0);
  CHECK(counts.reads >= 2);
  CHECK(counts.reads <= 8 + bounds_waited);  // 8: the first, and those after 1, 2, 4, ... 64 ms.
}

TEST_CASE("what is held back when it is notified comes without another notification",
          "[pg][follow][visibility]") {
  const EmptyStore store{"reference-notify"};
  pg::Wire older{store.database()};
  older.command("BEGIN");
  older.command("SELECT pg_current_xact_id()");
  Following reading{store, WaitBy::listening};
  ConnectedEngine writer{store};
  const auto append = changes(order(1), 0, 1);
  REQUIRE(writer.engine.append_events(append).outcome == Outcome::ok);
  // The notification is there; its event may not be read yet.
  const StreamBatch held_back = reading.follower.next({}, 10, milliseconds{60});
  CHECK(held_back.events.empty());
  CHECK(reading.follower.counts().wakes == 1);
  older.command("ROLLBACK");
  const StreamBatch batch = reading.follower.next(held_back.token, 10, long_enough);
  CHECK(ids_of(batch) == ids_of(append));
  CHECK(reading.follower.counts().wakes == 1);
}

TEST_CASE("an event that commits behind the barrier comes when it is committed",
          "[pg][follow][visibility]") {
  const WaitBy wait_by = either_way();
  const EmptyStore store{"reference-notify"};
  ConnectedEngine older{store}, younger{store};
  Following reading{store, wait_by};
  const auto first = changes(order(1), 0), second = changes(order(2), 0);
  older.wire.command("BEGIN");
  REQUIRE(older.engine.append_events(first).outcome == Outcome::ok);
  REQUIRE(younger.engine.append_events(second).outcome == Outcome::ok);
  const StreamBatch nothing = reading.follower.next({}, 1, milliseconds{20});
  CHECK(nothing.events.empty());
  older.wire.command("COMMIT");
  const StreamBatch one = reading.follower.next(nothing.token, 1, long_enough);
  CHECK(ids_of(one) == ids_of(first));
  CHECK(ids_of(reading.follower.next(one.token, 1, long_enough)) == ids_of(second));
}

TEST_CASE("a connection that ends while its reader waits is reported as lost", "[pg][follow]") {
  const WaitBy wait_by = either_way();
  const EmptyStore store{"reference-notify"};
  Following reading{store, wait_by};
  const TrackingToken token{.position = 7};
  const int pid = reading.connected.wire.backend_pid();
  const std::jthread killer{[&store, pid] {
    std::this_thread::sleep_for(milliseconds{30});
    end_session(store, pid);
  }};
  const StreamBatch batch = reading.follower.next(token, 10, long_enough);
  CHECK(batch.call.outcome == Outcome::connection_lost);
  CHECK(batch.token == token);
  CHECK(reading.follower.next(token, 10, long_enough).call.outcome == Outcome::connection_lost);
}

TEST_CASE("a signal ends a wait", "[pg][follow]") {
  const WaitBy wait_by = either_way();
  const EmptyStore store{"reference-notify"};
  const pid_t child = fork();  // Nothing takes a signal back.
  REQUIRE(child >= 0);
  if (child == 0) {
    catch_interrupts();
    Following reading{store, wait_by};
    std::thread{[] {
      std::this_thread::sleep_for(milliseconds{30});
      kill(getpid(), SIGINT);
    }}.detach();
    const StreamBatch batch = reading.follower.next({}, 10, std::chrono::hours{1});
    _exit(batch.call.outcome == Outcome::ok && batch.events.empty() && interrupted() ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a reader cannot listen to a store whose writers do not notify", "[pg][follow]") {
  const EmptyStore store{"reference"};
  CHECK_THROWS_AS(Following(store, WaitBy::listening), UsageError);
}

TEST_CASE("a connection listens to a channel of any name, and takes all that has come",
          "[pg][follow]") {
  const std::string channel =
      GENERATE("plain", "Upper Case", R"(a"b; DROP TABLE x; --)", "it's", "\xC3\xA4\n\t$1");
  CAPTURE(channel);
  const EmptyStore store;
  pg::Wire listener{store.database()}, writer{store.database()};
  listener.listen(channel);
  CHECK_FALSE(listener.wait_for_notification(milliseconds{1}));
  std::string text;
  for (const char c : channel) text += c == '\'' ? "''" : std::string{c};
  for (const char* payload : {"1", "2", "3"}) {
    writer.command(fmt::format("SELECT pg_notify('{}', '{}')", text, payload));
  }
  CHECK(listener.wait_for_notification(long_enough));
  // They may come one by one, but what an answer to a call brings along is all that there is.
  listener.command("SELECT 1");
  static_cast<void>(listener.wait_for_notification(milliseconds{0}));
  CHECK_FALSE(listener.wait_for_notification(milliseconds{1}));
  CHECK(listener.is_at_rest());
}

TEST_CASE("a wait on a connection that has ended is over at once", "[pg][follow]") {
  const EmptyStore store;
  pg::Wire listener{store.database()};
  listener.listen("channel");
  end_session(store, listener.backend_pid());
  CHECK_FALSE(listener.wait_for_notification(long_enough));
  CHECK_FALSE(listener.is_connected());
  CHECK_THROWS_AS(listener.listen("channel"), Failure);
}

}  // namespace eventstore::tests
