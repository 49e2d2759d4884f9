// plan-review as a user runs it: it passes on what seed-events made, and notices each index that is
// gone.

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"
#include "core/result/document.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/xml_fault.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using tests::EmptiedDatabase;
using tests::plan_as_on_our_server;
using tests::ProgramResult;
using tests::run_program;
using tests::SeededDatabase;

namespace {

SeededDatabase seeded(const std::string& store) {
  SeededDatabase database = SeededDatabase::create_or_skip(store, 30'000);
  plan_as_on_our_server(database.database());
  return database;
}

ProgramResult review(const pg::Database& database, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"--database", database.connection_string};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_program("plan-review", arguments);
}

/// Whether the review says FAIL for plans of the operation: a single one is named with its case,
/// several are counted.
bool names_as_failed(const ProgramResult& result, const std::string& operation) {
  const std::string line = "\nFAIL " + operation;
  return result.out.find(line + "/") != std::string::npos ||
         result.out.find(line + ": ") != std::string::npos ||
         result.out.find(line + " [") != std::string::npos;
}

std::int64_t rows_in(const pg::Database& database, const std::string& table) {
  pg::Session session{database};
  return session.run("SELECT count(*) AS n FROM " + table).integer(0, "n");
}

}  // namespace

TEST_CASE("plan-review passes on the reference store and writes what it found",
          "[pg][explain][beside]") {
  const SeededDatabase scratch = seeded("reference");
  const tests::TemporaryDirectory directory;
  const std::int64_t events = rows_in(scratch.database(), "domain_events");

  const ProgramResult result = review(scratch.database(), {"--out", directory / "plans.json",
                                                           "--markdown", directory / "plans.md"});

  INFO(result.out << result.err);
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, StartsWith("database "));
  CHECK_THAT(result.out, ContainsSubstring(", 0 failed, ") && !ContainsSubstring("\x1b["));
  CHECK(rows_in(scratch.database(), "domain_events") == events);

  const auto document = result::read_document(directory / "plans.json");
  CHECK(document.tool == "plan-review");
  CHECK(document.exit_code == ExitCode::success);
  CHECK(document.plans.size() > 20);
  CHECK(document.dataset.at("events") == 30000);
  CHECK_FALSE(document.dataset.contains("subjects"));
  CHECK(document.environment.contains("postgresql"));
  const ProgramResult report = run_program("bench-report", {"render", directory / "plans.json"});
  CHECK(report.exit_code == 0);
  CHECK_THAT(report.out, StartsWith("# Event store report: pass"));
}

TEST_CASE("plan-review fails on eaf-v1 and says that the tenant is only a filter",
          "[pg][explain][beside]") {
  const SeededDatabase scratch = seeded("eaf-v1");

  const ProgramResult result =
      review(scratch.database(),
             {"--store", "eaf-v1", "--filter", "read_stream_batch|append_events/stale"});

  INFO(result.out << result.err);
  CHECK(result.exit_code == 5);
  CHECK(names_as_failed(result, "read_stream_batch"));
  CHECK_THAT(result.out, ContainsSubstring("Index Scan using domain_events_pkey has Index Cond "
                                           "(global_sequence_id > $2), while tenant_id stands only "
                                           "in its Filter, which removed "));
  CHECK_THAT(result.out, ContainsSubstring("planned only, since the call itself is refused"));
}

TEST_CASE("plan-review writes JUnit XML, and annotations after its table",
          "[pg][explain][beside]") {
  const SeededDatabase scratch = seeded("eaf-v1");
  const tests::TemporaryDirectory directory;
  const std::vector<std::string> arguments{"--database",
                                           scratch.database().connection_string,
                                           "--store",
                                           "eaf-v1",
                                           "--filter=^create_",
                                           "--junit",
                                           directory / "plans.xml"};
  std::vector<std::string> with_annotations = arguments;
  with_annotations.emplace_back("--annotations");

  const ProgramResult asked = run_program("plan-review", with_annotations);
  const ProgramResult in_workflow =
      run_program("plan-review", arguments, {.environment = {{"GITHUB_ACTIONS", "true"}}});
  const ProgramResult elsewhere = run_program("plan-review", arguments);

  INFO(asked.out << asked.err);
  CHECK(asked.exit_code == 5);
  CHECK(asked.out.find("\n::error ") > asked.out.find(" failed, "));
  CHECK_THAT(asked.out, ContainsSubstring("\n::error "));
  CHECK_THAT(in_workflow.out, ContainsSubstring("\n::error "));
  CHECK_THAT(elsewhere.out, !ContainsSubstring("::error"));
  CHECK(tests::xml_fault_in_file(directory / "plans.xml").empty());
}

TEST_CASE("a table of a few pages is not judged by how it is read, a larger one is",
          "[pg][explain][beside]") {
  const SeededDatabase scratch = seeded("reference");
  {
    pg::Session session{scratch.database()};
    session.run("DELETE FROM aggregate_snapshots WHERE sequence_number < 900");
    session.run("VACUUM FULL aggregate_snapshots");
    session.run("ALTER TABLE aggregate_snapshots DROP CONSTRAINT aggregate_snapshots_pkey");
  }
  const ProgramResult tiny =
      review(scratch.database(), {"--allow-differences", "--filter", "load_snapshot/unknown"});
  INFO(tiny.out << tiny.err);
  CHECK(tiny.exit_code == 0);
  CHECK_THAT(tiny.out, ContainsSubstring("is not judged: the table has no more than 8 pages"));
  {
    pg::Session session{scratch.database()};
    session.run("ALTER TABLE domain_events DROP CONSTRAINT domain_events_event_id_key");
  }
  const ProgramResult larger =
      review(scratch.database(), {"--allow-differences", "--filter", "find_event/unknown"});
  CHECK(larger.exit_code == 5);
}

TEST_CASE("a store that says nothing of its plans is judged by the default rules",
          "[pg][explain][beside]") {
  const SeededDatabase scratch = seeded("reference");
  const tests::StoreCopy copy{"reference"};
  for (const char* line :
       {"-- @plan       index_cond(events: event_id)\n", "-- @plan       never seq_scan(events)\n",
        "-- @plan       buffers <= 20\n"}) {
    copy.replace("operations/find_event.sql", line, "");
  }
  const std::vector<std::string> known{"--store", copy.path(), "--filter", "find_event/known_hot",
                                       "--allow-differences"};
  const ProgramResult good = review(scratch.database(), known);
  INFO(good.out << good.err);
  CHECK(good.exit_code == 0);
  CHECK_THAT(good.out, !ContainsSubstring("without a check"));

  pg::Session{scratch.database()}.run(
      "ALTER TABLE domain_events DROP CONSTRAINT domain_events_event_id_key");
  const ProgramResult bad = review(scratch.database(), known);
  INFO(bad.out << bad.err);
  CHECK(bad.exit_code == 5);
  CHECK_THAT(bad.out,
             ContainsSubstring("expected  default: ") &&
                 ContainsSubstring("at        " + copy.path() + "/operations/find_event.sql\n"));
}

TEST_CASE("plan-review looks at the cases and plans that were asked for", "[pg][explain][beside]") {
  const SeededDatabase scratch = seeded("reference");
  const pg::Database& database = scratch.database();

  {
    INFO("a filter and a mode");
    const ProgramResult result =
        review(database, {"--filter", "^find_event/known_hot$", "--mode", "generic"});
    CHECK(result.exit_code == 0);
    CHECK_THAT(result.out, ContainsSubstring("\n1 plan, 0 failed") && ContainsSubstring("generic"));
  }
  {
    INFO("what the server chooses at the sixth execution");
    const tests::TemporaryDirectory directory;
    const ProgramResult result =
        review(database, {"--filter", "^find_event/known_hot$|^create_head_token/", "--mode",
                          "sixth", "--out", directory / "plans.json"});
    INFO(result.out << result.err);
    CHECK(result.exit_code == 0);
    const auto plans = result::read_document(directory / "plans.json").plans;
    REQUIRE(plans.size() == 2);
    for (const auto& plan : plans) {
      CHECK(plan.mode == "sixth");
      // One row by a unique key costs the same with and without its value; a statement without
      // parameters never has a custom plan.
      CHECK(plan.chosen == "generic");
    }
    CHECK_THAT(result.out, ContainsSubstring("sixth (generic)"));
    const std::string settings = plans.back().plan.dump();
    CHECK_THAT(settings, !ContainsSubstring("plan_cache_mode"));
  }
  {
    INFO("several modes");
    const ProgramResult result =
        review(database, {"--filter", "^find_event/known_hot$", "--mode", "custom,generic"});
    CHECK_THAT(result.out, ContainsSubstring("\n2 plans, 0 failed"));
    const ProgramResult all = review(database, {"--filter", "^find_event/known_hot$"});
    CHECK_THAT(all.out, ContainsSubstring("\n3 plans, 0 failed"));
    const ProgramResult both = review(database, {"--mode", "both"});
    CHECK(both.exit_code == 2);
    CHECK_THAT(both.err, ContainsSubstring("both") && ContainsSubstring("sixth"));
  }
  {
    INFO("a filter that leaves out");
    const ProgramResult result = review(database, {"--filter=-append|store"});
    CHECK(result.exit_code == 0);
    CHECK_THAT(result.out, !ContainsSubstring("append_events"));
  }
  {
    INFO("a filter that matches nothing");
    const ProgramResult result = review(database, {"--filter", "no_such"});
    CHECK(result.exit_code == 2);
    CHECK_THAT(result.err, ContainsSubstring("'no_such'") && ContainsSubstring("--list"));
  }
  {
    INFO("a filter that is no regular expression");
    const ProgramResult result = review(database, {"--filter", "("});
    CHECK(result.exit_code == 2);
    CHECK_THAT(result.err, ContainsSubstring("is not a regular expression"));
  }
  {
    INFO("one case for psql");
    const ProgramResult result = review(database, {"show", "--psql", "read_stream_batch/hot_tail"});
    INFO(result.err);
    CHECK(result.exit_code == 0);
    CHECK_THAT(result.out, ContainsSubstring("PREPARE read_stream_batch (integer, ") &&
                               ContainsSubstring("EXECUTE read_stream_batch('"));
  }
  {
    INFO("a case for psql that does not exist");
    const ProgramResult result = review(database, {"show", "--psql", "find_event/nowhere"});
    CHECK(result.exit_code == 2);
    CHECK_THAT(result.err, ContainsSubstring("--list"));
  }
}

TEST_CASE("EXPLAIN counts as an execution, and the sixth is the server's choice",
          "[pg][explain][beside]") {
  const EmptiedDatabase scratch;
  pg::Wire wire{scratch.database()};
  wire.command("CREATE TABLE t AS SELECT n, n % 2 = 0 AS even FROM generate_series(1, 1000) AS n");
  wire.command("PREPARE p (integer) AS SELECT * FROM t WHERE n = $1");
  const auto plans = [&wire](const std::string& column) {
    const pg::Reply reply =
        wire.run("SELECT " + column + " FROM pg_prepared_statements WHERE name = 'p'");
    return std::string{reply.field(0, 0).value_or("")};
  };
  for (int i = 0; i < 5; ++i) wire.command("EXPLAIN EXECUTE p(1)");
  CHECK(plans("custom_plans") == "5");
  CHECK(plans("generic_plans") == "0");
  wire.command("EXPLAIN (ANALYZE) EXECUTE p(1)");
  CHECK(plans("generic_plans") == "1");
}

TEST_CASE("plan-review without data names the command to run", "[pg][explain][beside]") {
  const EmptiedDatabase scratch;

  const ProgramResult result = review(scratch.database());

  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err, ContainsSubstring("seed-events"));
}

TEST_CASE("plan-review names a column of a plan line that its table does not have",
          "[pg][explain][beside]") {
  const SeededDatabase scratch = seeded("reference");
  const tests::StoreCopy copy{"reference"};
  copy.replace("operations/find_event.sql", "index_cond(events: event_id)",
               "index_cond(events: tenant_id)");

  const ProgramResult result =
      review(scratch.database(), {"--store", copy.path(), "--filter", "find_event/"});

  INFO(result.out << result.err);
  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err,
             ContainsSubstring("operations/find_event.sql:9: the table domain_events has "
                               "no column 'tenant_id'; it has global_position, "));
}

TEST_CASE("plan-review names the case and the server's words when a statement fails",
          "[pg][explain][beside]") {
  const SeededDatabase scratch = seeded("reference");
  pg::Session{scratch.database()}.run(
      "ALTER TABLE domain_events RENAME COLUMN event_id TO other_id");

  const ProgramResult result =
      review(scratch.database(), {"--allow-differences", "--filter", "find_event"});

  INFO(result.out << result.err);
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.err, ContainsSubstring("find_event") && ContainsSubstring("event_id"));
}

}  // namespace eventstore
