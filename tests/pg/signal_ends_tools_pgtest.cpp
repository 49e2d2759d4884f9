// One Ctrl-C ends each tool within ten seconds, whatever it waits for.

#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"
#include "core/server/local_server.hpp"
#include "core/server/state_directory.hpp"
#include "tests/support/background_program.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/silent_server.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

namespace {

/// Twice what is promised, for a machine that is busy with other tests.
constexpr auto bound = 20s;

/// The next tool is a line here; it gets --database.
struct Tool {
  std::string program;
  std::vector<std::string> arguments;

  [[nodiscard]] pid_t start(const std::string& database, const std::string& errors) const {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"--database", database});
    return start_program(program, all, "/dev/null", errors);
  }
};

std::vector<Tool> all_tools() {
  return {
      {"seed-events", {"--events", "1000"}},
      {"seed-events", {"--events", "1000", "--replace"}},
      {"seed-events", {"--append", "1000"}},
      {"seed-events", {"--apply"}},
      {"seed-events", {"--verify"}},
      {"seed-events", {"--format", "csv", "--output", "/dev/null"}},
      {"eventstore_bench", {}},
      {"eventstore_load", {"run", "light"}},
      {"eventstore_load", {"breaking-point", "--operation", "find_event", "--slo", "p95<5ms"}},
      {"plan-review", {}},
      {"plan-review", {"--mutate"}},
      {"bench_trust", {"overhead"}},
      {"bench_trust", {"rate"}},
      {"seed_ceiling", {"--events", "1000"}},
  };
}

/// A server of its own with a seeded database, whose processes a test may stop.
class SeededServer {
 public:
  SeededServer() : server_(Tcp::without_password) {
    server_.empty_database("store");
    const ProgramResult filled =
        run_program("seed-events", {"--events", "2000", "--tenants", "5", "--database", store()});
    INFO(filled.err);
    REQUIRE(filled.exit_code == 0);
  }

  [[nodiscard]] std::string store() const { return server_.superuser("store"); }
  /// One whose commits wait for nobody.
  [[nodiscard]] pg::Session session(const std::string& database = "postgres") const {
    pg::Session session = server_.session(database);
    session.run("SET synchronous_commit = local");
    return session;
  }
  /// Returns the first value of the first row, once there is one.
  [[nodiscard]] std::string wait_for(const std::string& question) const {
    pg::Session asks = session();
    for (auto last = std::chrono::steady_clock::now() + 60s;
         std::chrono::steady_clock::now() < last; std::this_thread::sleep_for(5ms)) {
      const pg::Rows found = asks.run("SELECT x::text AS x FROM (" + question + ") AS q(x)");
      if (!found.empty()) return found.text(0, "x");
    }
    FAIL("never true: " << question);
    return {};
  }
  [[nodiscard]] std::size_t copies() const {
    return session()
        .run("SELECT FROM pg_database WHERE datname LIKE 'eventstore_disposable%'")
        .size();
  }

 private:
  OwnServer server_;
};

/// Stops server processes, which go on with this object's end.
class Stopped {
 public:
  Stopped() = default;
  explicit Stopped(pid_t process) { stop(process); }
  ~Stopped() {
    for (const pid_t process : processes_) kill(process, SIGCONT);
  }
  Stopped(const Stopped&) = delete;
  Stopped& operator=(const Stopped&) = delete;
  void stop(pid_t process) {
    kill(process, SIGSTOP);
    processes_.push_back(process);
  }

 private:
  std::vector<pid_t> processes_;
};

}  // namespace

TEST_CASE("a signal ends each tool that waits for a server which never answers", "[pg][signals]") {
  SilentServer silent;
  const TemporaryDirectory directory;
  for (const Tool& tool : all_tools()) {
    CAPTURE(tool.program, tool.arguments);
    const pid_t running = tool.start(silent.connection_string(), directory / "errors");
    silent.wait_for_client();
    CHECK(end_program_within(bound, running, SIGINT) == 1);
    CHECK_THAT(file_text(directory / "errors"), ContainsSubstring("interrupted"));
  }
}

TEST_CASE("a signal ends each tool whose session the server leaves without an answer",
          "[pg][signals]") {
  const SeededServer server;
  const TemporaryDirectory directory;
  for (const Tool& tool :
       {Tool{"seed-events", {"--verify"}}, Tool{"eventstore_load", {"run", "light"}},
        Tool{"plan-review", {}}, Tool{"bench_trust", {"overhead"}}}) {
    CAPTURE(tool.program, tool.arguments);
    const pid_t running = tool.start(server.store(), directory / "errors");
    const Stopped session{
        std::stoi(server.wait_for(fmt::format("SELECT min(pid) FROM pg_stat_activity WHERE "
                                              "application_name LIKE '{}%' HAVING count(*) > 0",
                                              tool.program)))};
    CHECK(end_program_within(bound, running, SIGTERM) == 1);
  }
}

TEST_CASE(
    "a signal ends a seed in the middle of COPY whose sessions do not answer, and says how to "
    "go on",
    "[pg][signals]") {
  const SeededServer server;
  server.session().run("CREATE DATABASE fresh");
  const TemporaryDirectory directory;
  const std::string fresh = server.store() + " dbname=fresh";
  const pid_t seed = Tool{"seed-events", {"--events", "300000"}}.start(fresh, directory / "errors");
  // Before, COPY is tried without a row: then nothing is left to go on with.
  static_cast<void>(
      server.wait_for("SELECT pid FROM pg_stat_progress_copy WHERE tuples_processed > 5000"));
  Stopped sessions;
  const pg::Rows all = server.session().run(
      "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'seed-events%'");
  for (std::size_t i = 0; i < all.size(); ++i) sessions.stop(std::stoi(all.text(i, "pid")));
  CHECK(end_program_within(bound, seed, SIGINT) == 1);
  CHECK_THAT(file_text(directory / "errors"), ContainsSubstring("run the same command again"));
}

TEST_CASE(
    "a signal ends a tool that waits for somebody's lock, a standby or a copy, and no copy is "
    "left",
    "[pg][signals]") {
  const SeededServer server;
  const TemporaryDirectory directory;
  struct Wait {
    std::string name;
    std::string held;   ///< By a session in the store's database.
    std::string until;  ///< What is to be seen of the tool.
    Tool tool;
  };
  const std::string waits_for_lock =
      "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
  const std::string makes_copy =
      "SELECT pid FROM pg_stat_activity WHERE query LIKE 'CREATE DATABASE%' AND state = 'active'";
  const std::string lock = "LOCK TABLE domain_events";
  const std::vector<Wait> waits{
      {"lock", lock, waits_for_lock, {"seed-events", {"--verify"}}},
      {"lock",
       lock,
       waits_for_lock,
       {"seed-events", {"--events", "2000", "--tenants", "5", "--replace"}}},
      {"lock", lock, waits_for_lock, {"seed-events", {"--append", "9"}}},
      {"lock", lock, waits_for_lock, {"eventstore_bench", {"--in-place"}}},
      {"lock", lock, waits_for_lock, {"plan-review", {}}},
      {"copy", "", makes_copy, {"eventstore_load", {"run", "light"}}},
      {"copy", "", makes_copy, {"plan-review", {"--mutate"}}},
      {"copy", "", makes_copy, {"bench_trust", {"overhead"}}},
  };
  for (const Wait& wait : waits) {
    CAPTURE(wait.name, wait.tool.program, wait.tool.arguments);
    pg::Session other = server.session("store");
    if (!wait.held.empty()) other.run("BEGIN; " + wait.held);
    const pid_t running = wait.tool.start(server.store(), directory / "errors");
    static_cast<void>(server.wait_for(wait.until));
    CHECK(end_program_within(bound, running, SIGINT) == 1);
    CHECK_THAT(file_text(directory / "errors"), ContainsSubstring("interrupted"));
    CHECK(server.copies() == 0);
  }
}

TEST_CASE("a tool that cannot copy a database names who is connected, and what ends that",
          "[pg][signals]") {
  const SeededServer server;
  const TemporaryDirectory directory;
  const pg::Wire other{
      {.connection_string = server.store() + " application_name=neighbour", .name = "store"}};
  const pid_t running =
      Tool{"eventstore_load", {"run", "light"}}.start(server.store(), directory / "errors");
  // It is said before the first attempt, in which the server is silent for five seconds.
  static_cast<void>(server.wait_for(
      "SELECT pid FROM pg_stat_activity WHERE query LIKE 'CREATE DATABASE%' AND state = 'active'"));
  CHECK_THAT(
      file_text(directory / "errors"),
      ContainsSubstring(fmt::format("neighbour (pid {}, role eventstore)", other.backend_pid())) &&
          ContainsSubstring(fmt::format("SELECT pg_terminate_backend({})", other.backend_pid())) &&
          ContainsSubstring("--in-place"));
  CHECK(end_program_within(bound, running, SIGINT) == 1);
}

TEST_CASE("a signal ends a tool that waits for the lock of the local server's directory",
          "[pg][signals]") {
  const std::string state_directory = server::default_state_directory();
  const auto state = server::locate_state(state_directory);
  if (!state.is_ours()) SKIP("no local server");
  const int lock = open(state.lock_file().c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(lock >= 0);
  REQUIRE(flock(lock, LOCK_EX) == 0);
  const TemporaryDirectory directory;
  const pid_t running =
      start_program("eventstore-server", {"stop"}, "/dev/null", directory / "errors");
  // The file is open in the other process now and then; its first look is all there is to see.
  std::this_thread::sleep_for(300ms);
  const auto ended = end_program_within(bound, running, SIGINT);
  close(lock);
  CHECK(ended == 1);
}

TEST_CASE("a signal ends a tool whose output nobody reads", "[pg][signals]") {
  const TemporaryDirectory directory;
  const std::string pipe = directory / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const int reader = open(pipe.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  const std::array<char, 4096> bytes{};
  while (write(reader, bytes.data(), bytes.size()) > 0) continue;
  while (write(reader, bytes.data(), 1) > 0) continue;
  for (const Tool& tool :
       {Tool{"seed-events", {"--describe"}}, Tool{"eventstore_load", {"list"}},
        Tool{"eventstore_bench", {"--print-settings"}}, Tool{"plan-review", {"--help"}}}) {
    CAPTURE(tool.program, tool.arguments);
    const pid_t running = start_program(tool.program, tool.arguments, pipe, directory / "errors");
    // Until it sleeps in write(2), which it does at its first full buffer or at its end.
    std::this_thread::sleep_for(500ms);
    CHECK(end_program_within(bound, running, SIGINT) == 1);
  }
  close(reader);
}

}  // namespace eventstore::tests
