// plan-review --stability, as a user runs it.

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/pg/session.hpp"
#include "core/result/document.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using tests::ProgramResult;
using tests::SeededDatabase;

TEST_CASE("a plan that hangs on statistics is unstable, and the data are left alone",
          "[pg][explain]") {
  const tests::StoreCopy store{"reference"};
  store.write("operations/export_tenants.sql",
              "-- @name export_tenants\n"
              "-- @question What does an export of the tenants from a key on pay?\n"
              "-- @param above integer from case.above\n"
              "-- @case all above=0\n"
              "-- @rows 1..1000000\n"
              "SELECT event_id, payload FROM domain_events WHERE tenant_key > :above\n");
  const SeededDatabase seeded = SeededDatabase::create_or_skip(store.path());
  const tests::TemporaryDirectory directory;
  // Without statistics a third of the events is expected, and an index looks good.
  seeded.change("DELETE FROM pg_statistic WHERE starelid = 'domain_events'::regclass");

  const ProgramResult result =
      seeded.run("plan-review", {"--store", store.path(), "--stability", "2", "--mode", "custom",
                                 "--filter", "export_tenants", "--out", directory / "plans.json"});

  INFO(result.out << result.err);
  CHECK(result.exit_code == 4);
  CHECK_THAT(result.out,
             ContainsSubstring("2 reviews of 1 plan, each after a fresh ANALYZE") &&
                 ContainsSubstring("UNSTABLE export_tenants/all, custom plan in 2 of 2 "
                                   "reviews (1, 2): ") &&
                 ContainsSubstring("first  ") && ContainsSubstring(" by (tenant_key)") &&
                 ContainsSubstring("then   Seq Scan of domain_events filter (tenant_key)"));
  const auto document = result::read_document(directory / "plans.json");
  CHECK(document.exit_code == ExitCode::regression);
  REQUIRE(document.stability);
  CHECK(document.stability->differences.size() == 1);
  pg::Session session{seeded.database()};
  const pg::Rows state = session.run(
      "SELECT (SELECT count(*) FROM pg_statistic WHERE starelid = 'domain_events'::regclass) AS "
      "statistics, (SELECT count(*) FROM pg_database WHERE datname LIKE "
      "'eventstore_disposable_clone_stability%') AS copies");
  CHECK(state.integer(0, "statistics") == 0);
  CHECK(state.integer(0, "copies") == 0);
}

TEST_CASE("plans that an index leaves no choice stay what they are after each ANALYZE",
          "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  tests::plan_as_on_our_server(seeded.database());

  const ProgramResult result =
      seeded.run("plan-review", {"--stability", "2", "--mode", "custom,generic", "--filter",
                                 "append_events/new_10$|load_aggregate/hot_1000$|create_token"});

  INFO(result.out << result.err);
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, ContainsSubstring(": no difference"));
}

}  // namespace eventstore
