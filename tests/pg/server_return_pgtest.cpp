// A load run whose server recovers for longer than the run lasts.

#include <chrono>
#include <future>
#include <string>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "bench/load/server_return.hpp"
#include "core/pg/connect_failure.hpp"
#include "core/pg/wire.hpp"
#include "core/result/document.hpp"
#include "core/tool/output_file.hpp"
#include "tests/support/background_program.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/recovering_server.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/server_state.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

namespace {

std::string through(const RecoveringServer& recovering, const std::string& database) {
  return fmt::format("host=127.0.0.1 port={} user=eventstore dbname={} sslmode=disable",
                     recovering.port(), database);
}

}  // namespace

TEST_CASE("a server that says that it starts is waited for, and no longer than the bound",
          "[pg][load][recovery]") {
  const OwnServer server{Tcp::without_password};
  RecoveringServer recovering{server.port()};
  const pg::Database database{.connection_string = through(recovering, "postgres"),
                              .name = "postgres"};
  recovering.begin_recovery();
  try {
    const pg::Wire wire{database};
    FAIL("it let a client through");
  } catch (const pg::ConnectFailure& refused) {
    CHECK(refused.sqlstate() == "57P03");
  }
  load::wait_for_server(database, {.recovering = 0ms, .unreachable = 10min});
  const std::int64_t before = recovering.refused();
  auto waiting = std::async(std::launch::async, [&] {
    load::wait_for_server(database, {.recovering = 10min, .unreachable = 0ms});
  });
  while (recovering.refused() < before + 6) std::this_thread::sleep_for(1ms);
  CHECK(waiting.wait_for(0ms) == std::future_status::timeout);
  recovering.end_recovery();
  waiting.get();
  CHECK(pg::Wire{database}.is_connected());
}

TEST_CASE("a load waits for a server that recovers, and accounts for every event then",
          "[pg][load][recovery]") {
  const OwnServer server{Tcp::without_password};
  server.empty_database("shop");
  RecoveringServer recovering{server.port()};
  const std::string database = through(recovering, "shop");
  const ProgramResult seeded = run_program(
      "seed-events", {"--events", "3000", "--tenants", "5", "--quiet", "--database", database});
  INFO(seeded.err);
  REQUIRE(seeded.exit_code == 0);
  const TemporaryDirectory directory;
  write_text_file(
      "question = \"?\"\npool = 5\n[[phase]]\nname = \"hold\"\nlength = \"2 s\"\n"
      "[[population]]\nname = \"users\"\nusers = 10\nthink = \"5 ms\"\n"
      "mix = { \"append\" = 1 }\n",
      directory / "recovery.toml");
  const std::string out = directory / "load.json";
  auto running = std::async(std::launch::async, [&] {
    return run_program("eventstore_load",
                       {"run", directory / "recovery.toml", "--out", out, "--database", database});
  });
  // Each session of the pool has made a call.
  wait_for_session({.connection_string = server.superuser()},
                   "(SELECT count(*) FROM pg_stat_activity WHERE datname <> 'postgres' "
                   "AND query ~ 'INSERT INTO domain_events') >= 5");
  recovering.begin_recovery();
  // Longer than the phase: what is refused then is who wants to read the events back.
  std::this_thread::sleep_for(3s);
  const std::int64_t before = recovering.refused();
  while (recovering.refused() < before + 3 && running.wait_for(1ms) != std::future_status::ready) {
    continue;
  }
  recovering.end_recovery();
  const ProgramResult ended = running.get();
  INFO(ended.out << ended.err);
  CHECK_THAT(ended.err, ContainsSubstring("waiting up to") &&
                            ContainsSubstring("the database system is starting up"));
  CHECK((ended.exit_code == 0 || ended.exit_code == 7));
  const result::ResultDocument document = result::read_document(out);
  REQUIRE(document.load);
  CHECK(document.load->violations.empty());
}

}  // namespace eventstore::tests
