#include "core/catalogue/parse_operation.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"

namespace eventstore::catalogue {

namespace {

const std::string good = R"(-- @name      read_batch
-- @question  What does it cost?
-- @param     tenant_key  integer  from tenant.key
-- @param     batch_size  integer  from case.batch
-- @case      hot   tenant=hot  batch=1000
-- @case      cold  tenant=cold batch=10   expect=timeout
-- @rows      0..:batch_size
-- @sla       p95 < 50 ms when batch=1000
-- @plan      never sort
SELECT 1 FROM t WHERE k = :tenant_key LIMIT :batch_size;
)";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string complaint_about(const std::string& text,
                            const std::string& file = "s/operations/read_batch.sql") {
  try {
    static_cast<void>(parse_operation(text, file));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("an operation is read with everything its file says", "[unit][catalogue]") {
  const Operation operation = parse_operation(good, "s/operations/read_batch.sql");
  CHECK(operation.title() == "read_batch");
  CHECK(operation.question == "What does it cost?");
  REQUIRE(operation.parameters.size() == 2);
  CHECK(operation.parameters[1].source.family == "case");
  REQUIRE(operation.steps.size() == 1);
  CHECK(operation.steps[0].sql == "SELECT 1 FROM t WHERE k = $1 LIMIT $2");
  CHECK_FALSE(operation.writes());
  REQUIRE(operation.cases.size() == 2);
  CHECK(operation.cases[0].settings.at("batch") == "1000");
  CHECK(operation.cases[1].expected_outcome == Outcome::timeout);
  REQUIRE(operation.slas.size() == 1);
  CHECK(operation.slas[0].limit_ms == 50.0);
  CHECK(applies_to(operation.slas[0].when, operation.cases[0]));
  CHECK_FALSE(applies_to(operation.slas[0].when, operation.cases[1]));
}

TEST_CASE("parameters are numbered as they are declared, whatever the statement's order",
          "[unit][catalogue]") {
  const auto text = with(good, "k = :tenant_key LIMIT :batch_size",
                         "k = :batch_size OR j = :tenant_key OR i = :batch_size");
  CHECK(parse_operation(text, "read_batch.sql").steps[0].sql ==
        "SELECT 1 FROM t WHERE k = $2 OR j = $1 OR i = $2");
}

TEST_CASE("each step has its own statement, parameters, rows and expectations",
          "[unit][catalogue]") {
  const std::string text = R"(-- @name two
-- @question Why?
-- @param a integer from tenant.key
-- @param b bigint from result.first.x
-- @transaction explicit read_committed
-- @case only tenant=hot
-- @outcome version_conflict when constraint=c_key or affected=0
-- @step first
-- @rows 1
SELECT x FROM t WHERE k = :a;
-- @step second
-- @plan buffers <= 10 + 1.5 * rows
UPDATE t SET x = 1 WHERE y = :b AND k = :a
)";
  const Operation operation = parse_operation(text, "two.sql");
  REQUIRE(operation.steps.size() == 2);
  CHECK(operation.steps[0].parameters == std::vector<std::size_t>{0});
  CHECK(operation.steps[0].rows->is_exact);
  CHECK(operation.steps[1].sql == "UPDATE t SET x = 1 WHERE y = $2 AND k = $1");
  CHECK(operation.steps[1].writes);
  CHECK(operation.transaction == TransactionMode::explicit_read_committed);
  CHECK(operation.outcome_rules[0].affected == 0);
  CHECK(operation.outcome_rules[0].constraints == std::vector<std::string>{"c_key"});
  const auto limit = std::get<WorkLimit>(operation.steps[1].expectations[0].property);
  CHECK(limit.per_row == 1.5);
}

TEST_CASE("what is wrong with an operation is said with its file and line", "[unit][catalogue]") {
  const auto [from, to, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"@rows", "@rowz", ":7: unknown key '@rowz'"},
      {"-- @name      read_batch\n", "-- @name\n", ":1: @name says nothing"},
      {"@name      read_batch", "@name      other", ":1: the operation is called 'other'"},
      {"@question  What does it cost?", "@plan never sort", ":1: the file has no @question"},
      {"LIMIT :batch_size", "LIMIT 10", ":4: parameter 'batch_size' is declared but never used"},
      {"k = :tenant_key", "k = :tenant_kee", ":10: parameter ':tenant_kee' is not declared"},
      {"integer  from tenant.key", "int4  from tenant.key", ":3: unknown type 'int4'"},
      {"integer  from tenant.key", "integer tenant.key", ":3: write a parameter as"},
      {"-- @param     batch_size", "-- @param     tenant_key",
       ":4: parameter 'tenant_key' is declared twice"},
      {"tenant=hot  batch=1000", "tenant=hot", ":5: case 'hot' does not set 'batch'"},
      {"tenant=hot  batch=1000", "tenant:hot batch=1", ":5: 'tenant:hot' is no setting"},
      {"tenant=hot  batch=1000", "tenant=hot tenant=cold", ":5: duplicate setting 'tenant'"},
      {"@case      cold", "@case      hot", ":6: case 'hot' is declared twice"},
      {"expect=timeout", "expect=disaster", ":6: there is no outcome 'disaster'"},
      {"0..:batch_size", "10..1", ":7: '10..1' is an empty range"},
      {"0..:batch_size", "many", ":7: cannot read the rows 'many'"},
      {"0..:batch_size", "0..:other", "@rows names ':other'"},
      {"0..:batch_size", "case.rows", ":5: case 'hot' does not set 'rows'"},
      {"when batch=1000", "when batch=7", ":8: no case has what this target asks for"},
      {"p95 < 50 ms when batch=1000", "fast", ":8: cannot read the target 'fast'"},
      {"p95 < 50 ms when batch=1000", "p101 < 5 ms", ":8: there is no percentile p101"},
      {"never sort", "never hash_join", ":9: cannot read the plan expectation"},
      {"never sort", "index_cond(events)", ":9: cannot read the plan expectation"},
      {"never sort", "index()", ":9: cannot read the plan expectation"},
      {"never sort", "tenant(events, tenants)", ":9: cannot read the plan expectation"},
      {"never sort", "never spill(events)", ":9: cannot read the plan expectation"},
      {"never sort", "never trigger", ":9: cannot read the plan expectation"},
      {"never sort", "removed < 10", ":9: cannot read the plan expectation"},
      {"never sort", "heap_fetches <= x", ":9: cannot read the plan expectation"},
      {"never sort", "wal_bytes <= 1 * rows", ":9: cannot read the plan expectation"},
      {"never sort", "estimate within 10", ":9: cannot read the plan expectation"},
      {"never sort", "estimate within 0.5x", ":9: an estimate cannot be nearer than within 1x"},
      {"never sort", "never sort when", ":9: '' is no condition; known are SETTING=VALUE, mode="},
      {"never sort", "never sort when hot", ":9: 'hot' is no condition"},
      {"never sort", "never sort when mode=both", ":9: 'mode=both' is no condition"},
      {"never sort", "never sort when server=15", ":9: 'server=15' is no condition"},
      {"never sort", "never sort when server>15", ":9: 'server>15' is no condition"},
      {"never sort", "never sort when server>=15.2", ":9: 'server>=15.2' is no condition"},
      {"never sort", "never sort when tenant=hot tenant=hot",
       ":9: 'tenant=hot': duplicate condition"},
      {"never sort", "never sort when server>=16 server<16", ":9: there is no server from 16 on"},
      {"never sort", "never sort when batch=7", ":9: no case has what this expectation asks for"},
      {":batch_size;", ":batch_size; SELECT 2", ":10: a second statement begins here"},
      {":batch_size;", ":batch_size;\n-- @plan never sort",
       ":11: @plan stands behind the statement"},
  }));
  CAPTURE(from, to);

  CHECK_THAT(complaint_about(with(good, from, to)), Catch::Matchers::ContainsSubstring(expected));
}

TEST_CASE("every kind of plan expectation is read, with its conditions", "[unit][catalogue]") {
  const auto read = [](const std::string& text) { return parse_plan_expectation(text); };
  CHECK(std::get<NamedIndex>(read("index( a_key )").property).index == "a_key");
  CHECK(std::get<TenantIsolation>(read("tenant(events)").property).table == "events");
  CHECK(std::get<Never>(read("never spill").property).what == Never::What::spill);
  CHECK(std::get<Never>(read("never trigger(t)").property).what == Never::What::trigger);
  CHECK(std::get<Never>(read("never filter(t)").property).what == Never::What::filter);
  CHECK(std::get<EstimateLimit>(read("estimate within 2.5x").property).factor == 2.5);
  const auto limit = [&](const std::string& text) {
    return std::get<WorkLimit>(read(text).property);
  };
  CHECK(limit("buffers <= 9").what == WorkLimit::What::buffers);
  CHECK(limit("removed <= 9").what == WorkLimit::What::removed);
  CHECK(limit("heap_fetches<=9").what == WorkLimit::What::heap_fetches);
  CHECK(limit("wal_bytes <= 9 + 0.5 * rows").what == WorkLimit::What::wal_bytes);
  CHECK(limit("wal_bytes <= 9 + 0.5 * rows").per_row == 0.5);

  const PlanExpectation all = read("never sort when mode=sixth tenant=hot server>=14 server<18");
  CHECK(all.text == "never sort when mode=sixth tenant=hot server>=14 server<18");
  CHECK(all.when.mode == "sixth");
  CHECK(all.when.settings == std::map<std::string, std::string>{{"tenant", "hot"}});
  CHECK(all.when.server_from == 14);
  CHECK(all.when.server_below == 18);
  CHECK(table_named_by(read("tenant(events)")) == "events");
  CHECK(table_named_by(read("never trigger(t)")) == "t");
  CHECK(table_named_by(read("buffers <= 1")).empty());
}

TEST_CASE("an operation without a statement or a case is refused", "[unit][catalogue]") {
  CHECK_THAT(complaint_about(good.substr(0, good.find("SELECT")) + "-- nothing\n"),
             Catch::Matchers::ContainsSubstring("there is no statement"));
  CHECK_THAT(complaint_about("-- @name a\n-- @question b\nSELECT 1", "a.sql"),
             Catch::Matchers::ContainsSubstring("has no @case"));
  CHECK_THAT(complaint_about("", "a.sql"), Catch::Matchers::ContainsSubstring("no statement"));
  CHECK_THAT(complaint_about("-- @name a\n-- @question b\n-- @case c\n;\n", "a.sql"),
             Catch::Matchers::ContainsSubstring("no statement"));
}

TEST_CASE("a file with Windows line ends is read like any other", "[unit][catalogue]") {
  std::string text;
  for (const char character : good)
    text += character == '\n' ? std::string{"\r\n"} : std::string(1, character);
  CHECK(parse_operation(text, "read_batch.sql").cases.size() == 2);
}

TEST_CASE("an operation with a strategy has both names in its file's", "[unit][catalogue]") {
  const auto text = with(good, "-- @question", "-- @strategy  naive\n-- @question");
  CHECK(parse_operation(text, "read_batch.naive.sql").title() == "read_batch.naive");
  CHECK_THAT(complaint_about(text, "read_batch.sql"),
             Catch::Matchers::ContainsSubstring("must be called 'read_batch.naive.sql'"));
}

TEST_CASE("words in strings and comments do not make a statement a writing one",
          "[unit][catalogue]") {
  const auto text = with(good, "SELECT 1", "SELECT 'DELETE', \"insert\" /* UPDATE */");
  CHECK_FALSE(parse_operation(text, "read_batch.sql").writes());
  CHECK(parse_operation(with(good, "SELECT 1", "insert"), "read_batch.sql").writes());
}

TEST_CASE("an alias or a lock called like a command does not make a statement a writing one",
          "[unit][catalogue]") {
  const auto writes = [](const std::string& select) {
    return parse_operation(with(good, "SELECT 1", select), "read_batch.sql").writes();
  };
  CHECK_FALSE(writes("SELECT true AS insert"));
  CHECK_FALSE(writes("SELECT append_events() AS delete"));
}

TEST_CASE("@writes says of all steps, or of one, that it may write", "[unit][catalogue]") {
  const Operation whole = parse_operation(
      "-- @name w\n-- @question Q?\n-- @writes\n-- @case one\nSELECT append_events()", "w.sql");
  CHECK(whole.writes());
  CHECK(whole.steps[0].writes);
  CHECK_FALSE(whole.steps[0].modifies);
  const Operation one = parse_operation(
      "-- @name w\n-- @question Q?\n-- @case one\n-- @step look\nSELECT 1;\n"
      "-- @step lock\n-- @writes\nSELECT nextval('s')",
      "w.sql");
  CHECK_FALSE(one.steps[0].writes);
  CHECK(one.steps[1].writes);
}

TEST_CASE("@writes takes no value and stands once", "[unit][catalogue]") {
  CHECK(complaint_about(with(good, "-- @question", "-- @writes yes\n-- @question"),
                        "read_batch.sql") ==
        "read_batch.sql:2: @writes takes no value, and has 'yes'; after a @step line it belongs to "
        "that step, before it to all steps");
  CHECK(complaint_about(with(good, "-- @question", "-- @writes\n-- @writes\n-- @question"),
                        "read_batch.sql") == "read_batch.sql:3: duplicate @writes");
}

}  // namespace eventstore::catalogue
