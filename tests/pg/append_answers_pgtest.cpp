// Appends that say no in ways of their own: measured, driven under contention, and found out where
// they do otherwise than they say.

#include <algorithm>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/load/load_result.hpp"
#include "bench/load/load_summary.hpp"
#include "bench/load/scenario_file.hpp"
#include "core/result/document.hpp"
#include "core/result/html_report.hpp"
#include "core/result/junit_report.hpp"
#include "core/result/markdown_report.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/load_runs.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

const std::string answers = "tests/stores/append-answers";

load::Scenario contended() {
  return load::parse_scenario(R"(
question = "?"
pool = 4
[[phase]]
name = "hold"
length = "500 ms"
[[population]]
name = "users"
users = 6
mix = { "append events=2" = 1, "append aggregate=shared as=contested" = 2, "load" = 1, "append aggregate=shared version=stale as=stale" = 1 }
)",
                              "test.toml", "test");
}

load::Scenario of_mix(const std::string& mix) {
  return load::parse_scenario(R"(
question = "?"
pool = 2
[[phase]]
name = "hold"
length = "200 ms"
[[population]]
name = "users"
users = 2
mix = )" + mix,
                              "test.toml", "test");
}

/// What the store's scripts add to the reference store.
std::string functions_of(const StoreCopy& store) {
  return file_text(store.path() + "/tables/9_answers.sql");
}

/// The data are the reference store's.
void name_as_seeded(const StoreCopy& store) {
  store.replace("store.toml", "name = \"append-answers\"", "name = \"reference\"");
}

/// The sum of `outcome` over all steps.
std::uint64_t answers_of(const result::LoadResult& load, const std::string& outcome) {
  std::uint64_t sum = 0;
  for (const result::LoadStep& step : load.steps) {
    const auto found = step.outcomes.find(outcome);
    if (found != step.outcomes.end()) sum += found->second;
  }
  return sum;
}

/// The only error of that SQLSTATE, of all steps.
result::CallError error_of(const result::LoadResult& load, const std::string& sqlstate) {
  std::vector<result::CallError> errors;
  for (const result::LoadStep& step : load.steps) merge(errors, step.errors);
  const auto found = std::find_if(errors.begin(), errors.end(),
                                  [&](const auto& each) { return each.sqlstate == sqlstate; });
  return found == errors.end() ? result::CallError{} : *found;
}

}  // namespace

TEST_CASE("a function that answers no is refused, not lost, with a WHERE or without one",
          "[pg][load]") {
  const StoreCopy store{answers};
  name_as_seeded(store);
  const bool has_where = GENERATE(false, true);
  CAPTURE(has_where);
  const std::string file = "operations/append_events.sql";
  if (has_where) {
    store.replace(file, "success=false", "affected=0");
    store.replace(file, "ORDER BY n))", "ORDER BY n)) WHERE success");
  }
  const LoadRuns runs;
  const result::LoadResult load =
      runs.run(contended(), {.sql = functions_of(store), .profile = store.path()});
  INFO(kinds(load) << load::summary_text(load, Terminal{}));
  CHECK(load.violations.empty());
  CHECK(load.ledger.acknowledged > 0);
  CHECK(load.ledger.refused > 0);
  CHECK(load.ledger.stored == load.ledger.acknowledged);
  CHECK(load.unsuccessful.empty());
  CHECK(load::exit_code_of(load) == ExitCode::success);
}

TEST_CASE("an append that is stored though it says no, or not stored though it says yes, is found",
          "[pg][load]") {
  const StoreCopy store{answers};
  name_as_seeded(store);
  const LoadRuns runs;
  // It stores, and then says no.
  std::string liar = functions_of(store);
  const std::string says_yes = "RETURN QUERY SELECT true, p;";
  liar.replace(liar.find(says_yes), says_yes.size(), "RETURN QUERY SELECT p % 3 <> 0, p;");
  const result::LoadResult unasked = runs.run(contended(), {.sql = liar, .profile = store.path()});
  INFO(kinds(unasked));
  CHECK(has(unasked, "unasked"));
  CHECK(load::exit_code_of(unasked) == ExitCode::oracle_failed);
  // Its no is not read.
  store.replace("operations/append_events.sql", "success=false or ", "");
  const result::LoadResult lost =
      runs.run(contended(), {.sql = functions_of(store), .profile = store.path()});
  INFO(kinds(lost));
  CHECK(has(lost, "lost"));
  CHECK(load::exit_code_of(lost) == ExitCode::oracle_failed);
}

TEST_CASE("a step without one success fails the run, with the server's reason everywhere",
          "[pg][load]") {
  const StoreCopy store{"reference"};
  const LoadRuns runs;
  const std::string refuses =
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
      "'no more <events>' USING ERRCODE = 'ES009', DETAIL = 'at 9', HINT = 'password=secret ask'; "
      "END $$; CREATE TRIGGER refuse BEFORE INSERT ON domain_events FOR EACH ROW EXECUTE FUNCTION "
      "refuse()";
  const result::LoadResult load =
      runs.run(of_mix(R"({ "append" = 1, "pull" = 1 })"), {.sql = refuses});
  CHECK(load.violations.empty());
  CHECK(load::exit_code_of(load) == ExitCode::failure);
  REQUIRE(load.unsuccessful.size() == 1);
  CHECK_THAT(load.unsuccessful[0], ContainsSubstring("append of users: none of "));
  CHECK_THAT(load.unsuccessful[0], ContainsSubstring("ES009: no more <events>"));
  const result::CallError error = error_of(load, "ES009");
  CHECK(error.outcome == "other_error");
  CHECK(error.count == answers_of(load, "other_error"));
  CHECK(error.detail == "at 9");

  const result::LoadResult back = result::load_from_json(result::to_json_value(load));
  CHECK(error_of(back, "ES009") == error);
  CHECK(back.unsuccessful == load.unsuccessful);
  result::ResultDocument document;
  document.tool = "eventstore_load";
  document.load = load;
  const std::string reason = "SQLSTATE ES009: no more ";
  for (const std::string& text :
       {load::summary_text(load, Terminal{}), result::markdown_report({&document, 1}),
        result::html_report({&document, 1}), result::junit_report({&document, 1})}) {
    INFO(text.substr(0, 3000));
    CHECK_THAT(text, ContainsSubstring(reason));
    CHECK_THAT(text, ContainsSubstring("DETAIL: at 9"));
    CHECK_THAT(text, ContainsSubstring("HINT: password="));
    CHECK(text.find("secret") == std::string::npos);
  }
}

TEST_CASE("a session that has become read-only is left, and the next one writes", "[pg][load]") {
  const LoadRuns runs;
  // Now and then a session turns into one of a server that was demoted; its lock marks it.
  const std::string demoted =
      "CREATE FUNCTION demote() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT "
      "FROM "
      "pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid::bigint = pg_backend_pid() "
      "AND "
      "pid = pg_backend_pid()) THEN RAISE 'the session "
      "was "
      "kept'; END IF; IF random() < 0.2 THEN PERFORM pg_advisory_lock(pg_backend_pid()); RAISE "
      "EXCEPTION 'cannot execute INSERT in a read-only transaction' USING ERRCODE = '25006'; END "
      "IF; RETURN NEW; END $$; CREATE TRIGGER demote BEFORE INSERT ON domain_events FOR EACH ROW "
      "EXECUTE FUNCTION demote()";
  const result::LoadResult load = runs.run(of_mix(R"({ "append" = 1 })"), {.sql = demoted});
  INFO(load::summary_text(load, Terminal{}));
  CHECK(load.violations.empty());
  CHECK(answers_of(load, "read_only") > 1);
  CHECK(answers_of(load, "ok") > 0);
  CHECK(answers_of(load, "other_error") == 0);
  CHECK(error_of(load, "25006").count == answers_of(load, "read_only"));
}

TEST_CASE("every way to say no is measured, and what the catalogue does not say is named",
          "[pg][bench]") {
  const StoreCopy store{answers};
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  const TemporaryDirectory directory;
  const auto run = [&](const std::string& program, std::vector<std::string> arguments) {
    arguments.insert(arguments.end(),
                     {"--database", scratch.connection_string(), "--store", store.path()});
    return run_program(program, arguments);
  };
  const ProgramResult seeded = run("seed-events", {"--events", std::to_string(seeded_events)});
  INFO(seeded.out << seeded.err);
  REQUIRE(seeded.exit_code == 0);
  const auto bench = [&] {
    return run("eventstore_bench",
               {"--warm-up", "0", "--benchmark_min_time=0.01", "--benchmark_filter=append_",
                "--out", directory / "bench.json"});
  };
  const ProgramResult measured = bench();
  INFO(measured.out << measured.err);
  CHECK((measured.exit_code == 0 || measured.exit_code == 3));

  store.replace("operations/append_raise.sql", "sqlstate=ES001", "sqlstate=ES002");
  const ProgramResult unknown = bench();
  INFO(unknown.out << unknown.err);
  CHECK(unknown.exit_code == 1);
  CHECK_THAT(unknown.out,
             ContainsSubstring("the outcome was other_error, where the case "
                               "expects version_conflict; ES001: Wrong expected version"));
  CHECK_THAT(unknown.out,
             ContainsSubstring("write '@outcome version_conflict when sqlstate=ES001'"));
  const auto document = result::read_document(directory / "bench.json");
  const auto failed =
      std::find_if(document.benchmarks.begin(), document.benchmarks.end(),
                   [](const auto& each) { return each.operation == "append_raise"; });
  REQUIRE(failed != document.benchmarks.end());
  REQUIRE(failed->errors.size() == 1);
  CHECK(failed->errors[0].sqlstate == "ES001");
}

TEST_CASE("a read expects the version that was seeded, whatever the same run appends to its copy",
          "[pg][bench]") {
  const StoreCopy store{answers};
  store.replace("operations/append_json.sql", "-- @outcome",
                "-- @case       current   tenant=hot aggregate=existing length=100 events=1\n"
                "-- @outcome");
  const ScratchDatabase scratch = ScratchDatabase::create_or_skip();
  const std::vector<std::string> where{"--database", scratch.connection_string(), "--store",
                                       store.path()};
  const auto run = [&](const std::string& program, std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), where.begin(), where.end());
    return run_program(program, arguments);
  };
  REQUIRE(run("seed-events", {"--events", std::to_string(seeded_events)}).exit_code == 0);
  const ProgramResult measured = run(
      "eventstore_bench", {"--warm-up", "0", "--benchmark_min_time=0.05",
                           "--benchmark_filter=append_for_update/hot_100$|append_json/current$"});
  INFO(measured.out << measured.err);
  CHECK(measured.exit_code == 0);
}

}  // namespace eventstore::tests
