// A run whose commits wait for a standby that is not there ends at one signal, and leaves nothing
// behind that appears later.

#include <csignal>
#include <fstream>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "core/pg/session.hpp"
#include "tests/support/background_program.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

namespace {

constexpr std::int64_t seeded = 2000;

/// A seeded database whose server can be told to wait for a standby.
class LonelyPrimary {
 public:
  LonelyPrimary() : server_(Tcp::without_password) {
    server_.empty_database("store");
    const ProgramResult filled = run_program(
        "seed-events",
        {"--database", database(), "--events", std::to_string(seeded), "--tenants", "5"});
    INFO(filled.err);
    REQUIRE(filled.exit_code == 0);
  }

  [[nodiscard]] std::string database() const { return server_.superuser("store"); }

  /// Its own commits wait for nobody.
  [[nodiscard]] pg::Session session() const {
    pg::Session session = server_.session("store");
    session.run("SET synchronous_commit = local");
    return session;
  }
  void wait_for(const std::string& standbys) const {
    pg::Session asks = session();
    asks.run("ALTER SYSTEM SET synchronous_standby_names = '" + standbys + "'");
    asks.run("SELECT pg_reload_conf()");
  }
  [[nodiscard]] std::int64_t events() const {
    return session().run("SELECT count(*) AS events FROM domain_events").integer(0, "events");
  }
  [[nodiscard]] bool has_waiting_commits() const {
    return session()
        .run("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep') AS waits")
        .boolean(0, "waits");
  }

 private:
  OwnServer server_;
};

}  // namespace

TEST_CASE("a load in place whose commits wait for a missing standby ends at one signal, in order",
          "[pg][load][waits]") {
  const LonelyPrimary primary;
  const TemporaryDirectory directory;
  const std::string scenario = directory / "long.toml";
  std::ofstream{scenario} << R"(
question = "?"
pool = 4
[[phase]]
name = "hold"
length = "10 min"
[[population]]
name = "users"
users = 6
think = "3 ms"
mix = { "append" = 1, "append events=3 aggregate=new" = 1 }
)";
  const pid_t load = start_program(
      "eventstore_load", {"run", scenario, "--database", primary.database(), "--in-place"});
  while (primary.events() == seeded) continue;
  primary.wait_for("ghost");
  while (!primary.has_waiting_commits()) continue;
  CHECK(end_program(load, SIGINT) == 1);
  CHECK_FALSE(primary.has_waiting_commits());
  CHECK(primary.events() == seeded);
  primary.wait_for("");
  CHECK(primary.events() == seeded);
  const ProgramResult verified =
      run_program("seed-events", {"--verify", "--database", primary.database()});
  INFO(verified.out << verified.err);
  CHECK(verified.exit_code == 0);
}

}  // namespace eventstore::tests
