// The server dies under a load run: what is said of it, and whether what it lost is found.

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/pg/database.hpp"
#include "core/result/document.hpp"
#include "core/tool/output_file.hpp"
#include "tests/support/load_runs.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/server_state.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

struct LoadRun {
  ProgramResult program;
  result::ResultDocument document;

  [[nodiscard]] const result::LoadResult& load() const { return *document.load; }
};

/// A server with a seeded store, on which eventstore_load runs while it crashes.
class LoadedServer {
 public:
  /// Nothing but a commit that waits for it writes WAL: else a crash just after somebody did loses
  /// nothing.
  LoadedServer()
      : server_(Tcp::without_password, {"wal_writer_delay=10s", "wal_writer_flush_after=1GB",
                                        "wal_buffers=64MB", "autovacuum=off"}) {
    server_.session().run("CREATE DATABASE shop");
    const ProgramResult seeded = run_program(
        "seed-events",
        {"--events", "3000", "--tenants", "5", "--quiet", "--database", server_.superuser("shop")});
    INFO(seeded.err);
    REQUIRE(seeded.exit_code == 0);
  }

  /// Appends from five sessions, and a crash when they have done so for half a second.
  LoadRun crash_under_appends(bool comes_back, const std::vector<std::string>& options = {},
                              std::chrono::milliseconds away = std::chrono::milliseconds{0}) {
    const TemporaryDirectory directory;
    write_text_file(
        "question = \"?\"\npool = 5\n[[phase]]\nname = \"hold\"\nlength = \"3 s\"\n"
        "[[population]]\nname = \"users\"\nusers = 10\nthink = \"5 ms\"\n"
        "mix = { \"append\" = 1 }\n",
        directory / "crash.toml");
    const std::string out = directory / "load.json";
    std::vector<std::string> arguments{"run",        directory / "crash.toml", "--out", out,
                                       "--database", server_.superuser("shop")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    auto running =
        std::async(std::launch::async, [&] { return run_program("eventstore_load", arguments); });
    wait_for_session({.connection_string = server_.superuser()},
                     "datname <> 'postgres' AND query ~ 'INSERT INTO domain_events'");
    std::this_thread::sleep_for(std::chrono::milliseconds{500});
    server_.crash(Crash::killed);
    std::this_thread::sleep_for(away);
    if (comes_back) server_.start_again();
    LoadRun run{.program = running.get(), .document = {}};
    run.document = result::read_document(out);
    REQUIRE(run.document.load);
    return run;
  }

  void start_again() { server_.start_again(); }

  void acknowledge_before_writing() const {
    server_.session().run("ALTER DATABASE shop SET synchronous_commit = off");
  }

  [[nodiscard]] std::int64_t copies() const {
    return server_.session()
        .run("SELECT count(*) AS n FROM pg_database WHERE datname LIKE 'eventstore%'")
        .integer(0, "n");
  }

 private:
  OwnServer server_;
};

}  // namespace

TEST_CASE(
    "of a server that crashes under a load run it is told what it kept, lost, or nobody knows",
    "[pg][load][crash]") {
  LoadedServer server;
  {
    const LoadRun run = server.crash_under_appends(true);
    INFO("it comes back\n" << run.program.out << run.program.err);
    CHECK(run.load().violations.empty());
    CHECK_FALSE(run.load().is_partial);
    CHECK(run.load().phases.at(0).outcomes.at("connection_lost") > 0);
    CHECK(run.load().ledger.acknowledged > 0);
    CHECK(run.load().ledger.stored ==
          run.load().ledger.acknowledged + run.load().ledger.in_doubt_stored);
    CHECK(server.copies() == 0);
  }
  server.acknowledge_before_writing();
  {
    const LoadRun run = server.crash_under_appends(true);
    INFO("it comes back without its last commits\n" << run.program.out << run.program.err);
    CHECK(run.program.exit_code == 6);
    CHECK(has(run.load(), "lost"));
  }
  {
    const LoadRun run = server.crash_under_appends(false);
    INFO("it does not come back\n" << run.program.out << run.program.err);
    CHECK(run.program.exit_code == 1);
    CHECK_THAT(run.program.out, ContainsSubstring("could not be read back"));
    CHECK(run.document.exit_code == ExitCode::failure);
    CHECK(run.load().is_partial);
    CHECK(run.load().phases.at(0).outcomes.at("ok") > 0);
    CHECK(run.document.environment.contains("postgresql"));
    CHECK_THAT(run.program.err, ContainsSubstring("waiting up to 10.0 s for the server"));
    CHECK_THAT(run.program.err, ContainsSubstring("psql -d postgres -c 'DROP DATABASE eventstore"));
  }
  server.start_again();
  {
    const LoadRun run = server.crash_under_appends(false, {"--in-place"});
    INFO("it does not come back, and was written to in place\n"
         << run.program.out << run.program.err);
    CHECK(run.program.exit_code == 1);
    CHECK(run.load().is_partial);
    CHECK(run.load().phases.at(0).outcomes.at("ok") > 0);
  }
}

TEST_CASE("a server that comes back after the phases has its events read all the same",
          "[pg][load][crash]") {
  LoadedServer server;
  const LoadRun run = server.crash_under_appends(true, {}, std::chrono::seconds{5});
  INFO(run.program.out << run.program.err);
  CHECK(run.load().violations.empty());
  CHECK_FALSE(run.load().is_partial);
  CHECK(run.load().ledger.acknowledged > 0);
  CHECK(run.load().ledger.unread.empty());
  CHECK(server.copies() == 0);
}

}  // namespace eventstore::tests
