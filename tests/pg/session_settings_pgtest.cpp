// What sessions rely on, on servers, roles and poolers that have it otherwise.

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "core/pg/disposable_clone.hpp"
#include "core/pg/pooler_errors.hpp"
#include "core/pg/session.hpp"
#include "core/pg/startup_options.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/pg_bouncer.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/seeded_database.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;
using pg::SessionUse;

namespace {

/// As no tool would have it.  The next setting is a word here.
void set_otherwise(const pg::Database& database) {
  pg::Session session{database};
  for (const char* setting : {"statement_timeout = '1min'",
                              "lock_timeout = '1min'",
                              "idle_session_timeout = '1min'",
                              "idle_in_transaction_session_timeout = '1min'",
                              "\"DateStyle\" = 'German'",
                              "\"IntervalStyle\" = 'sql_standard'",
                              "client_encoding = 'LATIN1'",
                              "quote_all_identifiers = on",
                              "default_transaction_read_only = on",
                              "bytea_output = escape",
                              "default_transaction_isolation = 'serializable'",
                              "extra_float_digits = -15",
                              "standard_conforming_strings = off",
                              "\"TimeZone\" = 'Asia/Kathmandu'",
                              "row_security = off",
                              "transform_null_equals = on",
                              "array_nulls = off",
                              "temp_file_limit = '8kB'",
                              "jit = on",
                              "lo_compat_privileges = on"}) {
    session.run(
        fmt::format("ALTER DATABASE {} SET {}", session.identifier(database.name), setting));
  }
}

pg::Database with_options(pg::Database database, const std::string& options) {
  database.connection_string += fmt::format(" options='{}'", options);
  return database;
}

std::string setting_of(pg::Wire& wire, const std::string& name) {
  const pg::Reply reply = wire.run("SELECT current_setting('" + name + "')");
  return std::string{reply.field(0, 0).value_or("")};
}

}  // namespace

TEST_CASE("a session has what it relies on, whatever its database sets", "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  set_otherwise(scratch.database());
  const auto use = GENERATE(SessionUse::control, SessionUse::audit, SessionUse::measured_read,
                            SessionUse::measured_write);
  pg::Wire wire{scratch.database(), use};
  pg::Session session{scratch.database(), use};
  for (const auto& [name, value] : pg::settings_for(use, wire.server_version())) {
    INFO(name);
    CHECK(setting_of(wire, name) == value);
    CHECK(session.run("SELECT current_setting('" + name + "') AS value").text(0, "value") == value);
  }
}

TEST_CASE("a session has no time-outs of its database from its first moment", "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  set_otherwise(scratch.database());
  // A reset goes back to what the session had when it began.
  const std::string at_first =
      "SELECT coalesce(string_agg(name, ', '), '') AS names FROM pg_settings WHERE reset_val <> "
      "'0' AND name IN ('statement_timeout', 'lock_timeout', 'idle_session_timeout', "
      "'idle_in_transaction_session_timeout')";
  const pg::Database asking = with_options(scratch.database(), "-c search_path=a,public");
  for (const pg::Database& database : {scratch.database(), asking}) {
    pg::Wire wire{database, SessionUse::measured_read};
    CHECK(wire.run(at_first).field(0, 0).value_or("") == "");
    CHECK(pg::Session{database}.run(at_first).text(0, "names").empty());
  }
  pg::Wire wire{asking};
  CHECK(setting_of(wire, "search_path") == "a,public");
}

TEST_CASE("a time-out that ends a session's first statement is named with what lifts it",
          "[pg][session]") {
  CHECK_THAT(pg::timeout_remark("57014", "Shop"),
             ContainsSubstring(
                 "statement_timeout (set for the role, the database or in postgresql.conf)") &&
                 ContainsSubstring("ALTER ROLE \"Shop\" SET statement_timeout = 0"));
  CHECK(pg::timeout_remark("42601", "shop").empty());
}

TEST_CASE("pgbench is held against us under a database's time-outs", "[pg][trust][session]") {
  const auto seeded = SeededDatabase::create_or_skip();
  pg::Session session{seeded.database()};
  const std::string name = session.identifier(seeded.database().name);
  session.run("ALTER DATABASE " + name + " SET idle_session_timeout = '20ms'");
  const auto result =
      seeded.run("bench_trust", {"overhead", "--rounds", "6", "--round-ms", "50", "--filter",
                                 "find_event/known_hot", "--pin", "none"});
  INFO(result.out << result.err);
  CHECK((result.exit_code == 0 || result.exit_code == 3 || result.exit_code == 7));
}

TEST_CASE("a measured session keeps what its connection string asks for, but never writes for it",
          "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  const pg::Database asking = with_options(
      scratch.database(),
      "-c statement_timeout=61s -c search_path=a,public -c default_transaction_read_only=off");
  pg::Wire measured{asking, SessionUse::measured_read};
  CHECK(setting_of(measured, "statement_timeout") == "61s");
  CHECK(setting_of(measured, "search_path") == "a,public");
  CHECK(setting_of(measured, "default_transaction_read_only") == "on");
  pg::Wire control{asking};
  CHECK(setting_of(control, "statement_timeout") == "0");
}

TEST_CASE("options that a pooler ignores end the run before a table is made", "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  const PgBouncer pooler{scratch.database(), "", "ignore_startup_parameters = options"};
  pg::Session session{scratch.database()};
  session.run("CREATE SCHEMA measured");
  const pg::Database asking = with_options(pooler.database(), "-csearch_path=measured");
  const ProgramResult seed =
      run_program("seed-events", {"--events", "1000", "--database", asking.connection_string});
  INFO(seed.out << seed.err);
  CHECK(seed.exit_code == 2);
  CHECK_THAT(seed.err, ContainsSubstring("asks for search_path = 'measured' and the session has") &&
                           ContainsSubstring("SET search_path = 'measured'"));
  CHECK(session
            .run("SELECT 1 FROM pg_tables WHERE schemaname NOT LIKE 'pg\\_%' AND schemaname <> "
                 "'information_schema'")
            .empty());
}

TEST_CASE("a pooler that takes no options is reached without ours", "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  const PgBouncer pooler{scratch.database()};
  const pg::Database& database = pooler.database();
  CHECK(pg::startup_string(database.connection_string) != database.connection_string);
  pg::Wire wire{database};
  CHECK(wire.is_pooled());
  CHECK(pg::startup_string(database.connection_string) == database.connection_string);
  CHECK(pg::Session{database}.is_pooled());
}

TEST_CASE("a pooler in transaction mode that loses a prepared statement is named",
          "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  const PgBouncer pooler{scratch.database(), "", "pool_mode = transaction"};
  const auto named = ContainsSubstring("pooler in transaction or statement mode");
  pg::Wire first{pooler.database()};
  pg::Wire second{pooler.database()};
  const pg::WireParameters none;
  first.prepare("one", "SELECT 1", {});
  // The server session that has the statement is taken.
  second.command("BEGIN");
  SECTION("when it is executed") {
    CHECK_THROWS_WITH(first.execute("one", none, pg::ResultFormat::text), named);
    CHECK_THROWS_AS(first.execute("one", none, pg::ResultFormat::text), UsageError);
  }
  SECTION("when it is executed row by row") {
    const auto visit = [](const pg::Reply& /*row*/) { return true; };
    CHECK_THROWS_WITH(first.execute_streamed("one", none, pg::ResultFormat::text, visit), named);
  }
  SECTION("when there is one of that name") {
    CHECK_THROWS_WITH(pg::refuse_pool_mode("shop", "42P05", "it exists"), named);
  }
  SECTION("when libpqxx executes it") {
    pg::Session session{pooler.database()};
    CHECK_THROWS_WITH(session.run("EXECUTE one"), named);
  }
}

TEST_CASE("a pooler in statement mode is named, as it refuses transactions", "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  const PgBouncer pooler{scratch.database(), "", "pool_mode = statement"};
  const auto named = ContainsSubstring("reached through a pooler in statement mode");
  pg::Wire wire{pooler.database()};
  CHECK_THROWS_WITH(wire.command("BEGIN"), named);
  pg::Session session{pooler.database()};
  CHECK_THROWS_WITH(session.run("BEGIN"), named);
  pg::Session other{pooler.database()};
  CHECK_THROWS_AS(other.run("BEGIN"), UsageError);
}

TEST_CASE("a connection that breaks behind a pooler in session mode is told as that",
          "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  const PgBouncer pooler{scratch.database()};
  pg::Session session{pooler.database()};
  CHECK_THROWS_AS(session.run("SELECT pg_terminate_backend(pg_backend_pid())"), pg::StatementError);
}

TEST_CASE("tools end with what to do behind a pooler that they cannot work through",
          "[pg][session]") {
  const auto seeded = SeededDatabase::create_or_skip();
  seeded.change("ALTER DATABASE \"" + seeded.database().name + "\" SET statement_timeout = '30s'");
  const auto run = [](const std::string& program, std::vector<std::string> arguments,
                      const PgBouncer& pooler) {
    arguments.insert(arguments.end(), {"--database", pooler.database().connection_string});
    return run_program(program, arguments);
  };
  const std::vector<std::string> load{"run", "light", "--duration-scale", "0.05", "--quiet"};
  for (const std::string mode : {"transaction", "statement"}) {
    const PgBouncer pooler{seeded.database(), "", "pool_mode = " + mode};
    for (const ProgramResult& ended :
         {run("eventstore_load", load, pooler),
          run("eventstore_bench", {"--benchmark_filter=find_event", "--benchmark_min_time=0.01"},
              pooler)}) {
      CAPTURE(mode, ended.out, ended.err);
      CHECK(ended.exit_code == 2);
      CHECK_THAT(ended.err, ContainsSubstring("mode") && ContainsSubstring("pool_mode = session"));
    }
  }
  const PgBouncer pooler{seeded.database()};
  const ProgramResult review = run("plan-review", {"--filter", "find_event"}, pooler);
  CAPTURE(review.out, review.err);
  CHECK(review.exit_code == 2);
  CHECK_THAT(review.err,
             ContainsSubstring("connect to the server itself") && !ContainsSubstring("ALTER ROLE"));
}

TEST_CASE("what a role lacks in a copy is asked for in the database that was copied",
          "[pg][session]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const PgBouncer pooler{seeded.database()};
  const pg::DisposableClone copy{pooler.database(), "test"};
  pg::Wire wire{copy.database()};
  CHECK_THROWS_WITH(wire.set("statement_timeout", "30s"),
                    ContainsSubstring("IN DATABASE " + seeded.database().name + " SET"));
}

TEST_CASE("a pooler's alias for another database ends the run", "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  const PgBouncer pooler{scratch.database(), "alias = {server} dbname=" + scratch.database().name};
  CHECK_THROWS_WITH(pg::Session{pg::with_name(pooler.database(), "alias")},
                    ContainsSubstring("asks for database alias and gets"));
}

TEST_CASE("through a pooler no setting stays on a session of the pool", "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  // Without it a session of the pool keeps what its last client has set.
  const PgBouncer pooler{scratch.database(), "", "server_reset_query =\nserver_lifetime = 3600"};
  {
    pg::Wire wire{pooler.database(), SessionUse::measured_read};
    CHECK(wire.is_pooled());
    CHECK_THROWS_WITH(wire.set("plan_cache_mode", "force_generic_plan"),
                      ContainsSubstring("SET plan_cache_mode = 'force_generic_plan'"));
    wire.set("plan_cache_mode", "auto");  // As it is.
  }
  pg::Wire next{pooler.database()};
  CHECK(setting_of(next, "default_transaction_read_only") == "off");
  CHECK(setting_of(next, "plan_cache_mode") == "auto");
  CHECK_FALSE(pg::Wire{scratch.database()}.is_pooled());
}

TEST_CASE("a pooler that connects as another role ends the run", "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  pg::Session session{scratch.database()};
  const std::string& name = scratch.database().name;
  const std::string role = "role_of_" + name;
  session.run(fmt::format("CREATE ROLE {} LOGIN", role));
  const PgBouncer pooler{scratch.database(),
                         fmt::format("{0} = {{server}} dbname={0} user={1}", name, role)};
  CHECK_THROWS_WITH(pg::Wire(pooler.database(), SessionUse::audit),
                    ContainsSubstring("asks for role"));
  session.run("DROP ROLE " + role);
}

namespace {

/// A database that belongs to a role without any right but to copy it.
class PlainRole {
 public:
  explicit PlainRole(const pg::Database& database)
      : superuser_(database), name_("role_of_" + database.name), database_(database) {
    run(fmt::format("CREATE ROLE {} LOGIN CREATEDB", name_));
    run(fmt::format("ALTER DATABASE {} OWNER TO {}", database.name, name_));
    database_.connection_string += " user=" + name_;
  }
  ~PlainRole() {
    run("REASSIGN OWNED BY " + name_ + " TO CURRENT_USER");
    run("DROP OWNED BY " + name_);
    run("DROP ROLE " + name_);
  }
  PlainRole(const PlainRole&) = delete;
  PlainRole& operator=(const PlainRole&) = delete;
  [[nodiscard]] const pg::Database& database() const { return database_; }
  /// As superuser; nobody is connected afterwards.
  void run(const std::string& sql) const { pg::Session{superuser_}.run(sql); }

 private:
  pg::Database superuser_;
  std::string name_;
  pg::Database database_;
};

}  // namespace

TEST_CASE("a limit that a role may not lift is named with its value, its place and its remedy",
          "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  const PlainRole role{scratch.database()};
  role.run("ALTER DATABASE " + scratch.database().name + " SET temp_file_limit = '16kB'");
  const ProgramResult seed = run_program(
      "seed-events", {"--events", "20000", "--database", role.database().connection_string});
  INFO(seed.err);
  CHECK(seed.exit_code == 1);
  CHECK_THAT(seed.err, ContainsSubstring("temp_file_limit = 16kB is set for database") &&
                           ContainsSubstring("SET temp_file_limit = -1"));
}

TEST_CASE("a setting that a role may not give to a copy does not keep it from copying",
          "[pg][session]") {
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  const PlainRole role{scratch.database()};
  const std::string alter = "ALTER DATABASE " + scratch.database().name + " SET ";
  role.run(alter + "lo_compat_privileges = on");
  role.run(alter + "work_mem = '5MB'");
  const pg::DisposableClone copy{role.database(), "test"};
  pg::Wire wire{copy.database()};
  CHECK(setting_of(wire, "lo_compat_privileges") == "off");
  CHECK(setting_of(wire, "work_mem") == "5MB");
}

TEST_CASE("the tools work on a database with settings of every kind", "[pg][session]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  set_otherwise(seeded.database());
  const ProgramResult filled =
      seeded.run("seed-events", {"--events", "20000", "--tenants", "12", "--replace"});
  INFO(filled.err);
  CHECK(filled.exit_code == 0);
  const ProgramResult review = seeded.run("plan-review", {"--filter", "find_event"});
  INFO(review.out << review.err);
  CHECK((review.exit_code == 0 || review.exit_code == 5));
  const ProgramResult load =
      seeded.run("eventstore_load", {"run", "light", "--duration-scale", "0.02"});
  INFO(load.out << load.err);
  CHECK((load.exit_code == 0 || load.exit_code == 3 || load.exit_code == 7));
  const ProgramResult verified = seeded.run("seed-events", {"--verify"});
  INFO(verified.err);
  CHECK(verified.exit_code == 0);
  const ProgramResult bench = seeded.run(
      "eventstore_bench", {"--benchmark_filter=hot_10$|new_1$", "--benchmark_min_time=0.01"});
  INFO(bench.out << bench.err);
  // Each of them is a verdict on times, which are not judged here.
  CHECK((bench.exit_code == 0 || bench.exit_code == 3 || bench.exit_code == 7));
}

}  // namespace eventstore::tests
