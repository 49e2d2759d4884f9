// What a plan does not show, with real functions, triggers and tables of others: it is looked into,
// or has no check, and never ends the rest of a review.

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/pg/session.hpp"
#include "core/result/document.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using result::PlanResult;
using result::Verdict;
using tests::ProgramResult;
using tests::SeededDatabase;

namespace {

constexpr const char* tenant_param = "-- @param tenant_key integer from tenant.key\n";

/// A data set, a store folder like its own, and what a review of one operation says.
struct Reviewed {
  SeededDatabase seeded = SeededDatabase::create_or_skip();
  tests::StoreCopy store{"reference"};
  tests::TemporaryDirectory directory;
  ProgramResult result{};

  Reviewed() { tests::plan_as_on_our_server(seeded.database()); }

  /// Adds an operation with one case and reviews it.
  std::vector<PlanResult> review(const std::string& name, const std::string& sql,
                                 const std::string& lines = tenant_param) {
    store.write("operations/" + name + ".sql", "-- @name " + name + "\n-- @question what?\n" +
                                                   lines + "-- @case hot tenant=hot\n" + sql);
    result = seeded.run("plan-review", {"--store", store.path(), "--mode", "custom", "--filter",
                                        "^" + name + "/", "--out", directory / "plans.json"});
    return result::read_document(directory / "plans.json").plans;
  }
};

const std::string explicit_tenant =
    std::string{tenant_param} + "-- @transaction explicit read_committed\n";

}  // namespace

TEST_CASE("statements inside a function are judged as the statement itself is", "[pg][explain]") {
  Reviewed reviewed;
  reviewed.seeded.change(
      "CREATE FUNCTION count_type(integer, text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$ "
      "BEGIN RETURN (SELECT count(*) FROM domain_events WHERE tenant_key = $1 "
      "AND event_type = $2); END $$");
  reviewed.seeded.change(
      "CREATE FUNCTION one_event(integer) RETURNS uuid LANGUAGE plpgsql STABLE AS $$ "
      "BEGIN RETURN (SELECT event_id FROM domain_events WHERE tenant_key = $1 "
      "ORDER BY transaction_id, global_position LIMIT 1); END $$");

  const auto bad = reviewed.review("count_them", "SELECT count_type(:tenant_key, 'x')\n");
  INFO(reviewed.result.out << reviewed.result.err);
  REQUIRE(bad.size() == 1);
  CHECK(bad[0].verdict == Verdict::fail);
  CHECK(reviewed.result.exit_code == 5);
  CHECK_THAT(reviewed.result.out, ContainsSubstring("inside function count_type: "));

  const auto good = reviewed.review("take_one", "SELECT one_event(:tenant_key)\n");
  INFO(reviewed.result.out << reviewed.result.err);
  REQUIRE(good.size() == 1);
  CHECK(good[0].verdict == Verdict::pass);
  CHECK_THAT(good[0].signature, ContainsSubstring("Inside function one_event"));
}

TEST_CASE("who may not look into a function has no check for it", "[pg][explain]") {
  Reviewed reviewed;
  pg::Session session{reviewed.seeded.database()};
  const std::string role = "reader_" + reviewed.seeded.database().name;
  session.run(
      "CREATE FUNCTION one_event(integer) RETURNS bigint LANGUAGE plpgsql STABLE AS $$ "
      "BEGIN RETURN (SELECT count(*) FROM domain_events); END $$");
  session.run("CREATE ROLE " + role + " LOGIN");
  session.run("GRANT pg_read_all_data TO " + role);
  session.run("GRANT USAGE ON SCHEMA eventstore_harness TO " + role);
  reviewed.store.write("operations/take_one.sql",
                       std::string{"-- @name take_one\n-- @question what?\n"} + tenant_param +
                           "-- @case hot tenant=hot\nSELECT one_event(:tenant_key)\n");
  session.run("ALTER DATABASE " + session.identifier(reviewed.seeded.database().name) +
              " SET role = " + role);

  const ProgramResult result = reviewed.seeded.run(
      "plan-review",
      {"--store", reviewed.store.path(), "--mode", "custom", "--filter", "^take_one/"});
  session.run("ALTER DATABASE " + session.identifier(reviewed.seeded.database().name) +
              " RESET role");
  session.run("DROP OWNED BY " + role);
  session.run("DROP ROLE " + role);

  INFO(result.out << result.err);
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, ContainsSubstring("1 plan, 0 failed, 0 not applicable, 1 no check") &&
                             ContainsSubstring("function one_event: what it executes is not in "
                                               "this plan"));
}

TEST_CASE("triggers, generated columns and checks that call functions are looked into",
          "[pg][explain]") {
  Reviewed reviewed;
  reviewed.seeded.change("CREATE TABLE notes (tenant_key integer, n bigint)");
  reviewed.seeded.change(
      "CREATE FUNCTION all_events() RETURNS bigint LANGUAGE plpgsql STABLE AS $$ "
      "BEGIN RETURN (SELECT count(*) FROM domain_events WHERE event_type = 'x'); END $$");
  const std::string insert = "INSERT INTO notes (tenant_key) VALUES (:tenant_key)\n";

  CHECK(reviewed.review("add_note", insert).at(0).verdict == Verdict::pass);

  SECTION("a trigger") {
    reviewed.seeded.change(
        "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN PERFORM all_events(); RETURN NEW; END $$");
    reviewed.seeded.change(
        "CREATE TRIGGER t AFTER INSERT ON notes FOR EACH ROW EXECUTE FUNCTION tell()");
    CHECK(reviewed.review("add_note", insert).at(0).verdict == Verdict::fail);
    CHECK_THAT(reviewed.result.out, ContainsSubstring("inside function all_events: "));
  }
  SECTION("a trigger whose turn comes at COMMIT") {
    reviewed.seeded.change(
        "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN PERFORM all_events(); RETURN NEW; END $$");
    reviewed.seeded.change(
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION tell()");
    CHECK(reviewed.review("add_note", insert).at(0).verdict == Verdict::no_check);
    CHECK_THAT(reviewed.result.out, ContainsSubstring("deferred trigger late of notes"));
  }
  SECTION("a constraint") {
    reviewed.seeded.change("ALTER TABLE notes ADD CONSTRAINT few CHECK (all_events() >= 0)");
    CHECK(reviewed.review("add_note", insert).at(0).verdict == Verdict::fail);
  }
  SECTION("a rule that adds a statement") {
    reviewed.seeded.change("CREATE TABLE told (n bigint)");
    reviewed.seeded.change(
        "CREATE RULE also AS ON INSERT TO notes DO ALSO INSERT INTO told "
        "SELECT count(*) FROM domain_events WHERE event_type = 'x'");
    CHECK(reviewed.review("add_note", insert).at(0).verdict == Verdict::fail);
    CHECK_THAT(reviewed.result.out, ContainsSubstring("inside rule: "));
  }
}

TEST_CASE("a statement without a plan has no check, and the steps beside it are reviewed",
          "[pg][explain]") {
  Reviewed reviewed;
  const std::string read =
      "-- @step read\nSELECT event_id FROM domain_events WHERE tenant_key = :tenant_key "
      "ORDER BY transaction_id, global_position LIMIT 1;\n";
  for (const char* statement : {"LOCK TABLE domain_events IN ACCESS SHARE MODE",
                                "NOTIFY events, 'x'", "SET LOCAL work_mem = '8MB'",
                                "DO $$ BEGIN PERFORM 1; END $$", "DECLARE c CURSOR FOR SELECT 1"}) {
    CAPTURE(statement);
    const auto plans = reviewed.review(
        "mixed", "-- @step first\n" + std::string{statement} + ";\n" + read, explicit_tenant);
    INFO(reviewed.result.out << reviewed.result.err);
    CHECK(reviewed.result.exit_code == 0);
    REQUIRE(plans.size() == 2);
    const bool has_plan = std::string{statement}.starts_with("DECLARE");
    CHECK(plans[0].verdict == (has_plan ? Verdict::pass : Verdict::no_check));
    CHECK(plans[1].verdict == Verdict::pass);
    if (!has_plan) CHECK_THAT(reviewed.result.out, ContainsSubstring(", 1 no check"));
  }
}

TEST_CASE("an operation that the server refuses is a finding, and the others are reviewed",
          "[pg][explain]") {
  Reviewed reviewed;
  reviewed.store.write("operations/divide.sql",
                       std::string{"-- @name divide\n-- @question what?\n"} + tenant_param +
                           "-- @case hot tenant=hot\nSELECT 1 / (:tenant_key - :tenant_key)\n");
  reviewed.store.write(
      "operations/end_itself.sql",
      std::string{"-- @name end_itself\n-- @question what?\n"} + tenant_param +
          "-- @case hot tenant=hot\nSELECT pg_terminate_backend(pg_backend_pid()), "
          ":tenant_key\n");

  const ProgramResult result =
      reviewed.seeded.run("plan-review", {"--store", reviewed.store.path(), "--mode", "custom",
                                          "--filter", "^(divide|end_itself|find_event)/"});

  INFO(result.out << result.err);
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.out, ContainsSubstring("division by zero (22012)") &&
                             ContainsSubstring("FAIL end_itself/hot") &&
                             ContainsSubstring(" plans, 2 failed"));
}

TEST_CASE("rows that are gone or hidden fail the line that says how many there are",
          "[pg][explain]") {
  Reviewed reviewed;
  const auto load = [&] {
    return reviewed.seeded.run("plan-review",
                               {"--mode", "generic", "--filter", "^load_aggregate/hot_1000$"});
  };
  CHECK(load().exit_code == 0);

  reviewed.seeded.change(
      "DELETE FROM domain_events WHERE sequence_number > 1 AND aggregate_id IN (SELECT "
      "aggregate_id FROM domain_events GROUP BY aggregate_id HAVING count(*) = 1000)");
  const ProgramResult gone = load();

  INFO(gone.out << gone.err);
  CHECK(gone.exit_code == 5);
  CHECK_THAT(gone.out, ContainsSubstring("@rows") && ContainsSubstring("1 rows, where its @rows "
                                                                       "line says 1000..1000"));
}

TEST_CASE("a step that no plan shows can be called in every plan mode", "[pg][explain]") {
  Reviewed reviewed;
  const std::string count =
      "-- @step count\nSELECT count(*) FROM tenants WHERE tenant_key = :tenant_key\n";
  for (const std::string statements :
       {"-- @step ask\nPREPARE zz AS SELECT 1\n",
        "-- @step ask\nPREPARE zz AS SELECT 1\n-- @step use\nEXECUTE zz\n-- @step drop\n"
        "DEALLOCATE zz\n",
        "-- @step a\nLISTEN zz\n", "-- @step a\nDISCARD PLANS\n", "-- @step a\nCHECKPOINT\n",
        "-- @step a\nDO $$ BEGIN EXECUTE 'PREPARE zz AS SELECT 1'; END $$\n",
        "-- @step a\nDECLARE zz CURSOR FOR SELECT 1\n-- @step b\nFETCH ALL FROM zz\n-- @step c\n"
        "CLOSE zz\n",
        "-- @step a\nSAVEPOINT zz\n-- @step b\nROLLBACK TO zz\n"}) {
    INFO(statements);
    reviewed.store.write("operations/ask.sql", "-- @name ask\n-- @question what?\n" +
                                                   explicit_tenant + "-- @case hot tenant=hot\n" +
                                                   statements + count);
    const std::string out = reviewed.directory / "plans.json";
    reviewed.result = reviewed.seeded.run(
        "plan-review",
        {"--store", reviewed.store.path(), "--mode", "all", "--filter", "^ask/", "--out", out});
    INFO(reviewed.result.out << reviewed.result.err);
    CHECK(reviewed.result.exit_code == 0);
    std::size_t passed = 0;
    for (const PlanResult& plan : result::read_document(out).plans) {
      CHECK(plan.verdict != Verdict::fail);
      passed += plan.step == "count" && plan.verdict == Verdict::pass ? 1 : 0;
    }
    CHECK(passed == 3);
  }
}

TEST_CASE("a step that ends the tools' own transaction or statements is refused with its line",
          "[pg][explain]") {
  Reviewed reviewed;
  for (const std::string statement : {"COMMIT", "DISCARD ALL", "DEALLOCATE ALL"}) {
    INFO(statement);
    reviewed.store.write("operations/end_it.sql",
                         "-- @name end_it\n-- @question what?\n-- @case c\n-- @step one\n"
                         "SELECT 1\n-- @step two\n" +
                             statement + "\n");
    const ProgramResult refused = reviewed.seeded.run(
        "plan-review", {"--store", reviewed.store.path(), "--filter", "^end_it/"});
    INFO(refused.out << refused.err);
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, ContainsSubstring("end_it.sql:7: '" + statement + "' "));
  }
}

TEST_CASE("what the server adds to an error is printed once", "[pg][explain]") {
  Reviewed reviewed;
  reviewed.seeded.change(
      "CREATE FUNCTION refuse() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
      "'no such luck' USING DETAIL = 'it is late', HINT = 'come again'; END $$");
  const auto plans = reviewed.review("refuse_it", "SELECT refuse()\n", "");
  INFO(reviewed.result.out << reviewed.result.err);
  REQUIRE(plans.size() == 1);
  REQUIRE(plans[0].findings.size() == 1);
  const std::string words = "no such luck; DETAIL: it is late; HINT: come again (P0001)";
  CHECK_THAT(plans[0].findings[0].found, ContainsSubstring(words));
  const std::size_t at = reviewed.result.out.find("HINT: come again");
  CHECK(at != std::string::npos);
  CHECK(reviewed.result.out.find("HINT: come again", at + 1) == std::string::npos);
}

}  // namespace eventstore
