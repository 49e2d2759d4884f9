// Operations that write and do not say so, on data that nobody may change.

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "core/pg/session.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

/// Gives the store an operation `probe` that runs `sql`.
void add_probe(const StoreCopy& store, const std::string& sql, const std::string& directives = "") {
  store.write("operations/probe.sql",
              fmt::format("-- @name     probe\n-- @question Does it write?\n{}-- @case     one\n{}",
                          directives, sql));
}

/// Two users who call the probe again and again.
constexpr const char* probing_scenario =
    "question = \"Does it write?\"\n[[phase]]\nname = \"hold\"\nlength = \"300 ms\"\n"
    "[[population]]\nname = \"users\"\nusers = 2\nthink = \"5 ms\"\n"
    "mix = { \"call probe/one\" = 1 }\n";

/// Functions are made behind the store's back, so that its folder and the database stay alike.
void make_functions(const SeededDatabase& seeded) {
  seeded.change("CREATE SCHEMA probes");
  seeded.change("CREATE SEQUENCE probes.numbers");
  seeded.change(
      "CREATE FUNCTION probes.hidden() RETURNS bigint LANGUAGE sql AS "
      "'DELETE FROM domain_events RETURNING 1::bigint'");
  seeded.change(
      "CREATE FUNCTION probes.loud() RETURNS text LANGUAGE sql AS "
      "'SELECT set_config(''default_transaction_read_only'', ''off'', false)'");
}

std::string events_of(const SeededDatabase& seeded) {
  pg::Session session{seeded.database()};
  return session.run("SELECT count(*) AS n FROM domain_events").text(0, "n");
}

}  // namespace

TEST_CASE("a write that hides in a read is refused by name, and changes nothing", "[pg][writes]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  make_functions(seeded);
  const std::string sql = GENERATE(
      as<std::string>{}, "SELECT probes.hidden()", "SELECT nextval('probes.numbers')",
      "SELECT count(*) AS insert FROM probes.hidden()",
      "SELECT * FROM domain_events LIMIT 1 FOR UPDATE", "CREATE TEMPORARY TABLE kept AS SELECT 1");
  const StoreCopy store{"reference"};
  add_probe(store, sql);
  const ProgramResult bench =
      seeded.run("eventstore_bench", {"--store", store.path(), "--benchmark_filter=probe"});
  INFO(sql << '\n' << bench.out << bench.err);
  CHECK(bench.exit_code == 2);
  CHECK_THAT(bench.err, ContainsSubstring("operations/probe.sql: operation probe writes (") &&
                            ContainsSubstring("add the line '-- @writes'"));
  CHECK(events_of(seeded) == std::to_string(seeded_events));
}

TEST_CASE("what says that it writes works in a copy", "[pg][writes]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  make_functions(seeded);
  const StoreCopy store{"reference"};
  add_probe(store, "SELECT nextval('probes.numbers')", "-- @writes\n");
  const ProgramResult bench = seeded.run(
      "eventstore_bench",
      {"--store", store.path(), "--benchmark_filter=probe", "--benchmark_min_time=0.01"});
  INFO(bench.out << bench.err);
  CHECK((bench.exit_code == 0 || bench.exit_code == 7));
  CHECK_THAT(bench.err, ContainsSubstring("Writes go to a copy"));
  pg::Session session{seeded.database()};
  CHECK_FALSE(session.run("SELECT is_called FROM probes.numbers").boolean(0, "is_called"));
}

TEST_CASE("a read that makes its session writable is told", "[pg][writes]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  make_functions(seeded);
  const StoreCopy store{"reference"};
  add_probe(store, "SELECT probes.loud()");
  const ProgramResult bench = seeded.run(
      "eventstore_bench",
      {"--store", store.path(), "--benchmark_filter=probe", "--benchmark_min_time=0.01"});
  INFO(bench.out << bench.err);
  CHECK(bench.exit_code == 2);
  CHECK_THAT(bench.out + bench.err,
             ContainsSubstring("turns default_transaction_read_only off on its session"));
}

TEST_CASE("a review names a read that writes and reviews the rest", "[pg][writes][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  plan_as_on_our_server(seeded.database());
  make_functions(seeded);
  const StoreCopy store{"reference"};
  add_probe(store, "SELECT nextval('probes.numbers')");
  const ProgramResult review =
      seeded.run("plan-review", {"--store", store.path(), "--filter", "probe|find_event"});
  INFO(review.out << review.err);
  CHECK(review.exit_code == 2);
  CHECK_THAT(review.out, ContainsSubstring("operation probe writes (") &&
                             ContainsSubstring("add the line '-- @writes'") &&
                             ContainsSubstring("operations/probe.sql:3") &&
                             ContainsSubstring("find_event"));
  CHECK_THAT(review.out, !ContainsSubstring("3 of 3 plans"));
  const std::string complaint = "operation probe writes (";
  CHECK(review.out.find(complaint) == review.out.rfind(complaint));
}

TEST_CASE("a load run whose read makes its session writable in a later call ends with 1",
          "[pg][writes][load]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  make_functions(seeded);
  // The first call of a session, which is all that is tried beforehand, leaves the setting alone.
  seeded.change(
      "CREATE FUNCTION probes.late() RETURNS text LANGUAGE sql AS $$ SELECT CASE "
      "WHEN current_setting('probes.called', true) = 'yes' "
      "THEN set_config('default_transaction_read_only', 'off', false) "
      "ELSE set_config('probes.called', 'yes', false) END $$");
  const StoreCopy store{"reference"};
  add_probe(store, "SELECT probes.late()");
  store.write("scenario.toml", probing_scenario);
  const ProgramResult load = seeded.run(
      "eventstore_load", {"run", store.path() + "/scenario.toml", "--store", store.path()});
  INFO(load.out << load.err);
  CHECK(load.exit_code == 1);
  CHECK_THAT(load.err, ContainsSubstring("has turned default_transaction_read_only off on its "
                                         "session") &&
                           ContainsSubstring("'-- @writes'"));
}

TEST_CASE("a load run refuses a read that writes before it begins", "[pg][writes][load]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  make_functions(seeded);
  const StoreCopy store{"reference"};
  add_probe(store, "SELECT probes.hidden()");
  store.write("scenario.toml", probing_scenario);
  const ProgramResult load = seeded.run(
      "eventstore_load", {"run", store.path() + "/scenario.toml", "--store", store.path()});
  INFO(load.out << load.err);
  CHECK(load.exit_code == 2);
  CHECK_THAT(load.err, ContainsSubstring("operation probe writes ("));
  CHECK(events_of(seeded) == std::to_string(seeded_events));
}

}  // namespace eventstore::tests
