// Processors that wait behind somebody's transaction have skipped nothing; those that skip are
// found out all the same.

#include <chrono>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "bench/load/load_result.hpp"
#include "bench/load/scenario_file.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/pg/wire.hpp"
#include "tests/support/load_runs.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"

namespace eventstore::tests {

namespace {

using namespace std::chrono_literals;

load::Scenario followed_scenario() {
  return load::parse_scenario(R"(
question = "?"
pool = 4
thresholds = ["p95 visibility < 1 ms"]
[[phase]]
name = "hold"
length = "300 ms"
[[population]]
name = "users"
users = 6
think = "3 ms"
mix = { "append" = 1, "append events=3 aggregate=new" = 1 }
[processors]
count = 2
)",
                              "test.toml", "test");
}

/// The holder does not end: nobody waits for it for long.
const load::RunSettings impatient{
    .verbosity = Verbosity::quiet, .processors_end = 600ms, .holders_end = 100ms};

/// A transaction that stays open in another database than the run's.
class Neighbour {
 public:
  explicit Neighbour(const std::vector<std::string>& statements)
      : wire_(with_name(maintenance_database())) {
    for (const std::string& statement : statements) wire_.command(statement);
  }
  [[nodiscard]] std::string pid() const { return std::to_string(wire_.backend_pid()); }

 private:
  static pg::Database with_name(pg::Database database) {
    database.connection_string += " application_name=neighbour";
    return database;
  }
  pg::Wire wire_;
};

std::vector<std::string> writing() {
  return {"BEGIN", catalogue::harness_sql("take_transaction_id")};
}
std::vector<std::string> reading() {
  return {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SELECT count(*) FROM pg_class"};
}

bool has_part(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Each third event of an aggregate is committed so much later than its position was taken.
const std::string late_commits =
    "CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "PERFORM pg_sleep(0.05); RETURN NULL; END $$; "
    "CREATE TRIGGER linger AFTER INSERT ON domain_events FOR EACH ROW "
    "WHEN (NEW.sequence_number % 3 = 0) EXECUTE FUNCTION linger()";

}  // namespace

TEST_CASE("a processor that waits behind a transaction of another database has skipped nothing",
          "[pg][load][follow]") {
  const LoadRuns runs;
  const Neighbour neighbour{writing()};
  const result::LoadResult load = runs.run(followed_scenario(), {}, impatient);
  INFO(kinds(load));
  CHECK(load.violations.empty());
  REQUIRE(load.processors);
  CHECK(has_part(load.processors->unproven, "waits for"));
  CHECK(has_part(load.processors->unproven, "application 'neighbour'"));
  CHECK(has_part(load.processors->unproven, "pg_terminate_backend(" + neighbour.pid() + ")"));
  CHECK(load.ledger.stored == load.ledger.acknowledged);
  CHECK(load::exit_code_of(load) == ExitCode::no_verdict);
}

TEST_CASE("a snapshot that somebody keeps holds back no processor", "[pg][load][follow]") {
  const LoadRuns runs;
  const Neighbour neighbour{reading()};
  const result::LoadResult load =
      runs.run(followed_scenario(), {}, {.verbosity = Verbosity::quiet});
  INFO(kinds(load));
  CHECK(load.violations.empty());
  REQUIRE(load.processors);
  CHECK(load.processors->unproven.empty());
  REQUIRE(load.thresholds.size() == 1);
  CHECK(load.thresholds.front().undecided.empty());
}

TEST_CASE("a naive processor that skips is found out beside somebody's open transaction",
          "[pg][load][follow]") {
  const LoadRuns runs{"reference-position"};
  const Neighbour neighbour{writing()};
  const result::LoadResult load = runs.run(followed_scenario(), {.sql = late_commits}, impatient);
  INFO(kinds(load));
  CHECK(has(load, "skipped"));
  CHECK(load::exit_code_of(load) == ExitCode::oracle_failed);
}

TEST_CASE("processors that wait behind an orphaned prepared transaction name it",
          "[pg][load][follow]") {
  const OwnServer server{Tcp::without_password, {"max_prepared_transactions=4"}};
  server.empty_database("crm");
  server.empty_database("store");
  pg::Session crm = server.session("crm");
  crm.run("BEGIN; CREATE TABLE batches (batch int); PREPARE TRANSACTION 'batch-7'");
  const std::string database = server.superuser("store");
  const ProgramResult seeded =
      run_program("seed-events", {"--database", database, "--events", "2000", "--tenants", "5"});
  INFO(seeded.err);
  REQUIRE(seeded.exit_code == 0);
  const dataset::SeededStore store =
      dataset::open_seeded_store({.database = database, .store = "reference"});
  const result::LoadResult load =
      load::run_scenario(followed_scenario(), store, store.database, impatient);
  INFO(kinds(load));
  CHECK(load.violations.empty());
  REQUIRE(load.processors);
  CHECK(has_part(load.processors->unproven, "prepared transaction 'batch-7' in database crm"));
  CHECK(has_part(load.processors->unproven, "ROLLBACK PREPARED 'batch-7'"));
  CHECK(load::exit_code_of(load) == ExitCode::no_verdict);
}

}  // namespace eventstore::tests
