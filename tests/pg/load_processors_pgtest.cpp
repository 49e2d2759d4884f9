// Processors beside writers: they see everything, soon; and a store that hides events from them, or
// shows them twice or out of order, is found out.

#include <chrono>
#include <string>
#include <thread>

#include <catch2/catch_test_macros.hpp>

#include "bench/load/load_result.hpp"
#include "bench/load/scenario_file.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/load_runs.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

namespace {

using namespace std::chrono_literals;

load::Scenario scenario_with(const std::string& processors) {
  return load::parse_scenario(R"(
question = "?"
pool = 4
thresholds = ["p95 visibility < 60 s"]
[[phase]]
name = "hold"
length = "300 ms"
[[population]]
name = "users"
users = 6
think = "3 ms"
mix = { "append" = 1, "append events=3 aggregate=new" = 1 }
[processors]
)" + processors,
                              "test.toml", "test");
}

class Followed {
 public:
  explicit Followed(const std::string& store = "reference") : runs_(store) {}

  /// Runs on a copy in which `sql` was done before, with the operations of `profile`.
  [[nodiscard]] result::LoadResult run(const std::string& processors, const std::string& sql = "",
                                       const std::string& profile = "") const {
    load::Scenario scenario = scenario_with(processors);
    scenario.pool = pool_;
    return runs_.run(scenario, {.sql = sql, .profile = profile},
                     {.verbosity = Verbosity::quiet, .processors_end = end_});
  }

  /// For stores that hide events: the run would wait for them in vain.
  void end_soon() { end_ = 600ms; }
  void write_alone() { pool_ = 1; }

 private:
  measure::Duration end_ = 30s;
  int pool_ = 4;
  LoadRuns runs_;
};

/// Each third event of an aggregate is committed so much later than its position was taken.
const std::string late_commits =
    "CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "PERFORM pg_sleep(0.05); RETURN NULL; END $$; "
    "CREATE TRIGGER linger AFTER INSERT ON domain_events FOR EACH ROW "
    "WHEN (NEW.sequence_number % 3 = 0) EXECUTE FUNCTION linger()";

void check_all_is_seen(const result::LoadResult& load, std::size_t count) {
  INFO(kinds(load));
  CHECK(load.violations.empty());
  REQUIRE(load.processors);
  CHECK(load.processors->unproven.empty());
  CHECK(load.processors->lag_end == 0);
  REQUIRE(load.processors->each.size() == count);
  for (const result::LoadProcessor& one : load.processors->each) {
    CHECK(one.own == load.ledger.acknowledged);
    CHECK(one.reads > one.empty_reads);
  }
  CHECK(load.ledger.acknowledged > 0);
  CHECK(load.phases.at(0).visibility.samples == count * load.ledger.acknowledged);
  REQUIRE(load.thresholds.size() == 1);
  CHECK(load.thresholds[0].met);
}

}  // namespace

TEST_CASE("processors see every event once, and how soon is told", "[pg][load][follow]") {
  const Followed store;
  const result::LoadResult load = store.run("count = 3\nbatch = 2");
  check_all_is_seen(load, 3);
  CHECK(load.processors->each[0].events >= load.processors->each[0].own);
  CHECK(load.processors->each[0].backlog_seconds == 0.0);
}

TEST_CASE("processors see what is committed late where the store holds it back for them",
          "[pg][load][follow]") {
  const Followed store;
  check_all_is_seen(store.run("count = 2", late_commits), 2);
}

TEST_CASE("naive processors see everything where nothing overtakes anything",
          "[pg][load][follow]") {
  Followed store{"eaf-v1"};
  store.write_alone();
  check_all_is_seen(store.run("count = 2"), 2);
}

TEST_CASE("a processor works off a backlog, and the rate is told", "[pg][load][follow]") {
  const Followed store;
  const result::LoadResult load = store.run("count = 1\nfrom = \"tail\"\nbatch = 5000");
  check_all_is_seen(load, 1);
  const result::LoadProcessor& one = load.processors->each[0];
  CHECK(one.has_caught_up);
  CHECK(one.backlog >= seeded_events);
  CHECK(one.backlog_seconds > 0.0);
  CHECK(one.events == seeded_events + one.own);
}

TEST_CASE("processors listen where the store notifies, and are refused where it does not",
          "[pg][load][follow]") {
  const Followed notify{"reference-notify"};
  const result::LoadResult load = notify.run("count = 2\nfollow = \"listening\"");
  check_all_is_seen(load, 2);
  CHECK(load.processors->each[0].wakes > 0);
  const Followed silent;
  CHECK_THROWS_AS(silent.run("count = 1\nfollow = \"listening\""), UsageError);
}

TEST_CASE("a naive processor beside late commits is found to skip events", "[pg][load][follow]") {
  Followed store{"reference-position"};
  store.end_soon();
  const result::LoadResult load = store.run("count = 2", late_commits);
  INFO(kinds(load));
  CHECK(has(load, "skipped"));
  CHECK_FALSE(has(load, "lost"));
  REQUIRE(load.processors);
  CHECK(load.processors->visibility == "naive");
  CHECK(load.processors->lag_end > 0);
  CHECK(load::exit_code_of(load) == ExitCode::oracle_failed);
}

TEST_CASE("processors that are shown events twice, out of order or not at all find it out",
          "[pg][load][follow]") {
  const std::string operation = "operations/read_all_tenants_batch.sql";
  Followed store;
  store.end_soon();
  const StoreCopy again{"reference"};
  again.replace(operation, "(transaction_id, global_position) > (",
                "(transaction_id, global_position) >= (");
  const result::LoadResult twice = store.run("count = 1", "", again.path());
  INFO(kinds(twice));
  CHECK(has(twice, "duplicated"));
  CHECK_FALSE(has(twice, "reordered"));

  const StoreCopy backwards{"reference"};
  backwards.replace(operation, "ORDER BY transaction_id, global_position",
                    "ORDER BY transaction_id DESC, global_position DESC");
  const result::LoadResult mixed = store.run("count = 1", "", backwards.path());
  INFO(kinds(mixed));
  CHECK(has(mixed, "reordered"));

  const StoreCopy forgetful{"reference"};
  forgetful.replace(operation, "AND transaction_id <",
                    "AND sequence_number % 3 <> 2 AND transaction_id <");
  const result::LoadResult hidden = store.run("count = 1", "", forgetful.path());
  INFO(kinds(hidden));
  CHECK(has(hidden, "skipped"));
  CHECK_FALSE(has(hidden, "duplicated"));
  CHECK(load::exit_code_of(hidden) == ExitCode::oracle_failed);
}

TEST_CASE("a processor whose connection is lost goes on from where it was", "[pg][load][follow]") {
  const Followed store;
  // Whoever reads that long after the begin is cut off: by the first writer that comes then, once.
  const std::string cut =
      "CREATE SEQUENCE cuts; "
      "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "IF nextval('cuts') = 20 THEN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE datname = current_database() AND query LIKE '%pg_snapshot_xmin%' "
      "AND pid <> pg_backend_pid(); END IF; RETURN NULL; END $$; "
      "CREATE TRIGGER cut AFTER INSERT ON domain_events FOR EACH ROW EXECUTE FUNCTION cut()";
  const result::LoadResult load = store.run("count = 2", cut);
  check_all_is_seen(load, 2);
  std::uint64_t reconnects = 0;
  for (const result::LoadProcessor& one : load.processors->each) reconnects += one.reconnects;
  CHECK(reconnects >= 1);
}

}  // namespace eventstore::tests
