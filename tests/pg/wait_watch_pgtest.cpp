// What a call waits for is said while it waits.

#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "core/pg/wait_watch.hpp"
#include "core/pg/wire.hpp"
#include "tests/support/own_server.hpp"

namespace eventstore::tests {

namespace {

using namespace std::chrono_literals;

/// What was said, for whoever waits for it.
class Said {
 public:
  [[nodiscard]] pg::WaitWatch::Say say() {
    return [this](const std::string& text) {
      const std::lock_guard lock{mutex_};
      texts_.push_back(text);
      comes_.notify_all();
    };
  }
  /// The first line with that in it, when it comes.
  [[nodiscard]] std::string wait_for(const std::string& part) {
    std::unique_lock lock{mutex_};
    while (true) {
      for (const std::string& text : texts_) {
        if (text.find(part) != std::string::npos) return text;
      }
      comes_.wait(lock);
    }
  }
  [[nodiscard]] bool is_silent() {
    const std::lock_guard lock{mutex_};
    return texts_.empty();
  }

 private:
  std::mutex mutex_;
  std::condition_variable comes_;
  std::vector<std::string> texts_;
};

class WatchedServer {
 public:
  WatchedServer() { session().run("CREATE TABLE things (thing int)"); }

  [[nodiscard]] pg::Session session() const { return server_.session(); }
  [[nodiscard]] pg::Wire wire(const std::string& more = "") const {
    return pg::Wire{{.connection_string = server_.superuser() + more, .name = "postgres"}};
  }
  void wait_for_a_standby_that_is_not_there() const {
    session().run("ALTER SYSTEM SET synchronous_standby_names = 'ghost'");
    session().run("SELECT pg_reload_conf()");
    // The checkpointer learns it, and tells the sessions.
    pg::Session asks = session();
    while (asks.run("SHOW synchronous_standby_names").text(0, "synchronous_standby_names") !=
           "ghost") {
      continue;
    }
  }
  void wait_for_nobody() const {
    pg::Session session_without_wait = session();
    session_without_wait.run("SET synchronous_commit = local");
    session_without_wait.run("ALTER SYSTEM RESET synchronous_standby_names");
    session_without_wait.run("SELECT pg_reload_conf()");
  }

 private:
  OwnServer server_{Tcp::without_password, {"max_prepared_transactions=4"}};
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a call that waits for somebody's lock says whose, and what ends it", "[pg][waits]") {
  const WatchedServer server;
  pg::Wire holder = server.wire(" application_name=neighbour");
  holder.command("BEGIN");
  holder.command("LOCK TABLE things");
  Said said;
  const pg::WaitWatch watch{said.say(), 1ms};
  auto waiting =
      std::async(std::launch::async, [&] { server.session().run("DELETE FROM things"); });
  const std::string text = said.wait_for("waiting for a lock");
  CHECK(has(text, "DELETE FROM things"));
  CHECK(has(text, "application 'neighbour'"));
  CHECK(has(text, "SELECT pg_terminate_backend(" + std::to_string(holder.backend_pid()) + ")"));
  holder.command("COMMIT");
  waiting.get();
}

TEST_CASE("a timed call that waits for a prepared transaction says what it is called",
          "[pg][waits]") {
  const WatchedServer server;
  pg::Wire waiter = server.wire();
  waiter.prepare("delete", "DELETE FROM things", {});
  pg::Wire holder = server.wire();
  holder.command("BEGIN");
  holder.command("LOCK TABLE things");
  holder.command("PREPARE TRANSACTION 'half'");
  Said said;
  const pg::WaitWatch watch{said.say(), 1ms};
  auto waiting = std::async(std::launch::async, [&] {
    pg::WireParameters none;
    none.finish();
    return waiter.execute("delete", none, pg::ResultFormat::text).ok();
  });
  const std::string text = said.wait_for("waiting for a lock");
  CHECK(has(text, "ROLLBACK PREPARED 'half'"));
  holder.command("ROLLBACK PREPARED 'half'");
  CHECK(waiting.get());
}

TEST_CASE("a commit that waits for a standby that is not there says so", "[pg][waits]") {
  const WatchedServer server;
  pg::Wire writer = server.wire();
  server.wait_for_a_standby_that_is_not_there();
  Said said;
  const pg::WaitWatch watch{said.say(), 1ms};
  auto waiting = std::async(std::launch::async, [&] {
    // The session itself may not have learnt it yet.
    while (said.is_silent()) writer.command("INSERT INTO things VALUES (1)");
  });
  const std::string text = said.wait_for("SyncRep");
  CHECK(has(text, "synchronous_standby_names = 'ghost'"));
  CHECK(has(text, "no standby is connected"));
  CHECK(has(text, "ALTER SYSTEM SET synchronous_standby_names = ''"));
  server.wait_for_nobody();
  waiting.get();
}

}  // namespace eventstore::tests
