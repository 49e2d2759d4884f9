// The local server, driven through eventstore-server as a user drives it, in state directories of
// its own.

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "core/pg/session.hpp"
#include "core/server/cluster.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

namespace fs = std::filesystem;

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

/// eventstore-server with a state directory for one test, destroyed with it.
class TestServer {
 public:
  explicit TestServer(const std::string& name = "state") : state_(directory_ / name) {}
  ~TestServer() { [[maybe_unused]] const auto result = run({"destroy", "--yes"}); }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] ProgramResult run(const std::vector<std::string>& arguments,
                                  const std::string& pg_bindir = "") const {
    RunOptions options{.environment = {{"EVENTSTORE_STATE", state_}}};
    if (!pg_bindir.empty()) options.environment["PG_BINDIR"] = pg_bindir;
    return run_program("eventstore-server", arguments, options);
  }

  /// The server's first process, as its pid file has it.
  [[nodiscard]] int process() const {
    int number = 0;
    std::ifstream{state_ + "/cluster/postmaster.pid"} >> number;
    return number;
  }

  [[nodiscard]] const std::string& state() const { return state_; }
  [[nodiscard]] const TemporaryDirectory& directory() const { return directory_; }

 private:
  TemporaryDirectory directory_;
  std::string state_;
};

std::string without_newline(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

pg::Session connect(const TestServer& server) {
  const ProgramResult url = server.run({"url", "kept"});
  INFO(url.err);
  REQUIRE(url.exit_code == 0);
  return pg::Session{pg::resolve_database(without_newline(url.out), "")};
}

std::size_t line_count(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("the local server is made on first use and keeps its data", "[pg][server]") {
  skip_without_server();
  const TestServer server;
  CHECK(server.run({"status"}).exit_code == 1);

  connect(server).run("CREATE TABLE t AS SELECT 42 AS answer");
  const ProgramResult running = server.run({"status"});
  CHECK(running.exit_code == 0);
  CHECK_THAT(running.out, ContainsSubstring("state      running"));

  const ProgramResult stopped = server.run({"stop"});
  CHECK(stopped.exit_code == 0);
  CHECK(stopped.out == "stopped\n");
  CHECK(server.run({"stop"}).out == "it was not running\n");
  CHECK_THAT(server.run({"status"}).out, ContainsSubstring("state      stopped"));

  CHECK(connect(server).run("SELECT answer FROM t").integer(0, "answer") == 42);
}

TEST_CASE("the local server has the settings of docker/postgresql.conf", "[pg][server]") {
  skip_without_server();
  const TestServer server;
  pg::Session session = connect(server);
  const auto setting = [&](const std::string& name) {
    return session.run("SELECT current_setting($1) AS value", {name}).text(0, "value");
  };
  CHECK(setting("fsync") == "on");
  CHECK(setting("synchronous_commit") == "on");
  CHECK(setting("full_page_writes") == "on");
  CHECK(setting("jit") == "off");
  CHECK(setting("checkpoint_timeout") == "15min");
  const auto disk = fs::space(server.state());
  CHECK(setting("max_wal_size") ==
        fmt::format("{}GB", server::wal_limit_gb(static_cast<std::int64_t>(disk.capacity),
                                                 static_cast<std::int64_t>(disk.available))));
  CHECK(setting("listen_addresses").empty());
  CHECK(setting("data_checksums") == "on");
  CHECK(setting("server_encoding") == "UTF8");
  CHECK(setting("shared_preload_libraries") == "pg_stat_statements,auto_explain");
  session.run("CREATE EXTENSION pg_stat_statements");
  CHECK(session.run("SELECT count(*) AS n FROM pg_stat_statements").integer(0, "n") >= 0);
  const auto bad_lines =
      session.run("SELECT sourcefile, error FROM pg_file_settings WHERE error IS NOT NULL");
  CHECK(bad_lines.empty());
}

TEST_CASE("a local server that crashed is started again", "[pg][server]") {
  skip_without_server();
  const TestServer server;
  connect(server).run("CREATE TABLE t AS SELECT 42 AS answer");
  const int before = server.process();
  REQUIRE(before > 1);
  REQUIRE(kill(before, SIGKILL) == 0);

  CHECK(connect(server).run("SELECT answer FROM t").integer(0, "answer") == 42);
  CHECK(server.process() != before);
}

TEST_CASE("a pid file that names somebody else's process does not keep the server down",
          "[pg][server]") {
  skip_without_server();
  const TestServer server;
  connect(server).run("CREATE TABLE t AS SELECT 42 AS answer");
  const std::string pid_file = server.state() + "/cluster/postmaster.pid";
  fs::copy_file(pid_file, server.directory() / "saved");
  REQUIRE(server.run({"stop"}).exit_code == 0);
  fs::copy_file(server.directory() / "saved", pid_file);
  {
    std::fstream file{pid_file};
    file << getpid() << '\n';
  }
  CHECK_THAT(server.run({"status"}).out, ContainsSubstring("state      stopped"));

  CHECK(connect(server).run("SELECT answer FROM t").integer(0, "answer") == 42);
}

TEST_CASE("tools that are started at once share one local server", "[pg][server]") {
  skip_without_server();
  const TestServer server;
  std::array<std::future<ProgramResult>, 4> started;
  for (auto& each : started) {
    each = std::async(std::launch::async, [&] { return server.run({"url"}); });
  }
  for (auto& each : started) {
    const ProgramResult result = each.get();
    INFO(result.err);
    CHECK(result.exit_code == 0);
    CHECK_FALSE(result.timed_out);  // The server it started holds none of its files open.
    CHECK_THAT(result.out, StartsWith("postgresql://"));
  }
}

TEST_CASE("a cluster whose creation was cut short is made anew", "[pg][server]") {
  skip_without_server();
  const TestServer server;
  REQUIRE(server.run({"start"}).exit_code == 0);
  REQUIRE(server.run({"stop"}).exit_code == 0);
  const fs::path cluster = server.state() + "/cluster";
  fs::rename(cluster, server.state() + "/cluster.unfinished");
  fs::remove(server.state() + "/cluster.unfinished/PG_VERSION");

  CHECK(server.run({"start"}).exit_code == 0);
  CHECK_FALSE(fs::exists(server.state() + "/cluster.unfinished"));
}

TEST_CASE("a state directory with a long or an odd name works", "[pg][server]") {
  skip_without_server();
  const TestServer server{"it's a " + std::string(110, 'x')};

  CHECK(connect(server).run("SELECT 1 AS one").integer(0, "one") == 1);
  CHECK(server.run({"destroy", "--yes"}).exit_code == 0);
  CHECK_FALSE(fs::exists(server.state()));
}

TEST_CASE("destroy removes our own directory and no other", "[pg][server]") {
  skip_without_server();
  const TestServer server;
  REQUIRE(server.run({"start"}).exit_code == 0);
  const ProgramResult unconfirmed = server.run({"destroy"});
  CHECK(unconfirmed.exit_code == 2);
  CHECK(fs::exists(server.state()));

  CHECK_THAT(server.run({"destroy", "--yes"}).out, StartsWith("removed "));
  CHECK_FALSE(fs::exists(server.state()));
  const ProgramResult again = server.run({"destroy", "--yes"});
  CHECK(again.exit_code == 0);
  CHECK_THAT(again.out, ContainsSubstring("nothing to remove"));

  fs::create_directory(server.state());
  std::ofstream{server.state() + "/letter"} << "precious";
  for (const char* command : {"destroy", "start"}) {
    const ProgramResult refused =
        command == std::string{"start"} ? server.run({command}) : server.run({command, "--yes"});
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err, ContainsSubstring("not a state directory"));
    CHECK(line_count(refused.err) == 1);
  }
  CHECK(fs::exists(server.state() + "/letter"));
  CHECK(line_count(server.run({"status"}).out) == 6);
}

TEST_CASE("missing or unfit server programs end in one sentence", "[pg][server]") {
  skip_without_server();
  const TestServer server;
  const ProgramResult missing = server.run({"start"}, "/nonexistent");
  CHECK(missing.exit_code == 1);
  CHECK(missing.out.empty());
  CHECK(line_count(missing.err) == 1);
  CHECK_THAT(missing.err, ContainsSubstring("PG_BINDIR is /nonexistent"));
  CHECK_FALSE(fs::exists(server.state()));

  REQUIRE(server.run({"start"}).exit_code == 0);
  REQUIRE(server.run({"stop"}).exit_code == 0);
  std::ofstream{server.state() + "/cluster/PG_VERSION"} << "9\n";
  const ProgramResult other_major = server.run({"start"});
  CHECK(other_major.exit_code == 1);
  CHECK(line_count(other_major.err) == 1);
  CHECK_THAT(other_major.err,
             ContainsSubstring("PostgreSQL 9's") && ContainsSubstring("scripts/server destroy"));
}

TEST_CASE("a server that does not start says why", "[pg][server]") {
  skip_without_server();
  const TestServer server;
  REQUIRE(server.run({"start"}).exit_code == 0);
  REQUIRE(server.run({"stop"}).exit_code == 0);
  std::ofstream{server.state() + "/cluster/postgresql.conf", std::ios::app}
      << "\nshared_buffers = plenty\n";

  const ProgramResult failed = server.run({"start"});
  CHECK(failed.exit_code == 1);
  CHECK(line_count(failed.err) == 1);
  CHECK_THAT(failed.err, ContainsSubstring("does not start") && ContainsSubstring("FATAL") &&
                             ContainsSubstring("server.log"));
}

TEST_CASE("eventstore-server refuses what it does not know", "[pg][server]") {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, {"frobnicate"}, {"url", "a", "b"}, {"start", "--", "x"}}) {
    const ProgramResult refused = run_program("eventstore-server", arguments);
    CAPTURE(arguments, refused.err);
    CHECK(refused.exit_code == 2);
    CHECK(line_count(refused.err) == 1);
  }
  for (const char* unknown : {"frobnicate", "--frobnicate"}) {
    const ProgramResult refused = run_program("eventstore-server", {unknown});
    CHECK_THAT(refused.err, ContainsSubstring("not expected: " + std::string{unknown}));
  }
}

}  // namespace eventstore::tests
