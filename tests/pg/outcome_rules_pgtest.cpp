// What answers of a real server count as, by the `@outcome` lines of an operation.

#include <string>
#include <utility>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/cases/operation_call.hpp"
#include "core/catalogue/parse_operation.hpp"
#include "core/pg/session.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/scratch_database.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

/// Rows 1 and 2, and what can refuse another one.
class Refusals {
 public:
  Refusals() {
    change(
        "CREATE DOMAIN version AS int CONSTRAINT version_is_positive CHECK (VALUE > 0); "
        "CREATE TABLE t (id int CONSTRAINT \"T Key\" PRIMARY KEY, n int NOT NULL DEFAULT 0 "
        "CONSTRAINT t_n_check CHECK (n < 100), v version, parent int CONSTRAINT t_parent "
        "REFERENCES "
        "t, during int4range, CONSTRAINT t_during EXCLUDE USING gist (during WITH &&)); "
        "INSERT INTO t VALUES (1, 0, 1, NULL, '[1,10)'), (2, 0, 1, NULL, NULL)");
  }
  void change(const std::string& sql) const { pg::Session{database()}.run(sql); }
  [[nodiscard]] std::int64_t count() const {
    return pg::Session{database()}.run("SELECT count(*) AS n FROM t").integer(0, "n");
  }
  [[nodiscard]] const pg::Database& database() const { return scratch_.database(); }

 private:
  EmptiedDatabase scratch_;
};

/// An operation of these lines, the first of which is line 4, called on a connection of its own.
class Called {
 public:
  Called(const Refusals& place, const std::string& lines)
      : wire_(place.database()),
        operation_(catalogue::parse_operation("-- @name a\n-- @question Q?\n-- @case c\n" + lines,
                                              "a.sql")) {
    cases::prepare(wire_, operation_);
    call_.emplace(wire_, operation_);
    call_->set_arguments({});
  }
  [[nodiscard]] cases::CallResult run() { return call_->run(); }
  [[nodiscard]] cases::OperationCall& call() { return *call_; }
  [[nodiscard]] pg::Wire& wire() { return wire_; }

 private:
  pg::Wire wire_;
  catalogue::Operation operation_;
  std::optional<cases::OperationCall> call_;
};

std::string outcome_of(const Refusals& place, const std::string& rule, const std::string& sql) {
  const cases::CallResult result = Called{place, "-- @outcome " + rule + "\n" + sql}.run();
  UNSCOPED_INFO(result.sqlstate << " " << result.message);
  return std::string{name_of(result.outcome)};
}

std::string complaint_about(const Refusals& place, const std::string& lines) {
  try {
    Called{place, lines};
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

const std::string lines_of_for_update =
    "-- @transaction explicit read_committed\n"
    "-- @outcome version_conflict when affected=0\n"
    "-- @step version\n-- @writes\n-- @rows 0..1\nSELECT n FROM t WHERE id = ID FOR UPDATE;\n"
    "-- @step head\n-- @rows 1\nINSERT INTO t AS h (id, n) VALUES (ID, 1)\n"
    "ON CONFLICT (id) DO UPDATE SET n = h.n + 1 WHERE h.n = 0";

std::string with_id(std::string text, const std::string& id) {
  for (std::size_t at = 0; (at = text.find("ID", at)) != std::string::npos;) {
    text.replace(at, 2, id);
  }
  return text;
}

}  // namespace

TEST_CASE("a violated constraint of any kind is what the line says", "[pg][outcome]") {
  const Refusals place;
  const auto [name, sql] = GENERATE(table<std::string, std::string>({
      {"\"T Key\"", "INSERT INTO t VALUES (1)"},
      {"t_n_check", "INSERT INTO t VALUES (3, 100)"},
      {"version_is_positive", "INSERT INTO t VALUES (3, 0, 0)"},
      {"t_parent", "INSERT INTO t VALUES (3, 0, 1, 77)"},
      {"t_during", "INSERT INTO t VALUES (3, 0, 1, NULL, '[9,20)')"},
  }));
  CAPTURE(name, sql);
  CHECK(outcome_of(place, "version_conflict when constraint=" + name, sql) == "version_conflict");
  CHECK(outcome_of(place, "version_conflict when constraint=another", sql) == "other_error");
  // A constraint that is not null has no name in the error.
  CHECK(outcome_of(place, "duplicate_event when sqlstate=23502",
                   "INSERT INTO t VALUES (3, NULL)") == "duplicate_event");
  CHECK(place.count() == 2);
}

TEST_CASE("an error that a function raises is known by its SQLSTATE or its message",
          "[pg][outcome]") {
  const Refusals place;
  place.change(
      "CREATE FUNCTION refuse() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
      "'Wrong expected version: 7' USING ERRCODE = 'ES001', DETAIL = 'the stream is at 9', "
      "HINT = 'read the stream again'; END $$");
  const std::string sql = "SELECT refuse()";
  CHECK(outcome_of(place, "version_conflict when sqlstate=ES001", sql) == "version_conflict");
  CHECK(outcome_of(place, "version_conflict when sqlstate=ES", sql) == "version_conflict");
  CHECK(outcome_of(place, "version_conflict when sqlstate=ES002", sql) == "other_error");
  CHECK(outcome_of(place, "version_conflict when message~'expected version: \\d+$'", sql) ==
        "version_conflict");
  CHECK(outcome_of(place, "version_conflict when message~'wrong'", sql) == "other_error");
  const cases::CallResult result = Called{place, sql}.run();
  CHECK(result.sqlstate == "ES001");
  CHECK(result.message == "Wrong expected version: 7");
  CHECK(result.detail == "the stream is at 9");
  CHECK(result.hint == "read the stream again");
}

TEST_CASE("the first line that matches decides, and a step's own lines come before the others",
          "[pg][outcome]") {
  const Refusals place;
  const std::string insert = "INSERT INTO t VALUES (1)";
  CHECK(outcome_of(place,
                   "timeout when sqlstate=23\n-- @outcome deadlock when constraint=\"T Key\"",
                   insert) == "timeout");
  CHECK(outcome_of(place,
                   "deadlock when constraint=\"T Key\"\n-- @outcome timeout when sqlstate=23",
                   insert) == "deadlock");
  CHECK(outcome_of(place,
                   "timeout when sqlstate=23505\n-- @step one\n"
                   "-- @outcome deadlock when sqlstate=23505",
                   insert) == "deadlock");
}

TEST_CASE("an answer without an error is a refusal by its rows or a column, in either format",
          "[pg][outcome]") {
  const Refusals place;
  const auto format = GENERATE(pg::ResultFormat::binary, pg::ResultFormat::text);
  const auto protocol = GENERATE(cases::Protocol::prepared, cases::Protocol::simple);
  const auto [rule, sql, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"version_conflict when success=false", "SELECT false AS success", "version_conflict"},
      {"version_conflict when success=FALSE", "SELECT false AS success", "version_conflict"},
      {"version_conflict when success=false", "SELECT true AS success", "ok"},
      {"version_conflict when success=false", "SELECT NULL::boolean AS success", "ok"},
      {"version_conflict when success=false", "SELECT true AS success WHERE false", "ok"},
      {"version_conflict when at=null", "SELECT NULL::bigint AS at", "version_conflict"},
      {"version_conflict when at=-1", "SELECT (-1)::bigint AS at", "version_conflict"},
      {"version_conflict when at=-1", "SELECT (-1)::smallint AS at", "version_conflict"},
      {"version_conflict when at=1", "SELECT (-1)::int AS at", "ok"},
      {"version_conflict when code='WRONG VERSION'", "SELECT 'WRONG VERSION'::text AS code",
       "version_conflict"},
      {"version_conflict when code=wrong", "SELECT 'wrong'::varchar(9) AS code",
       "version_conflict"},
      {"version_conflict when answer='{\"ok\": false}'",
       "SELECT '{\"ok\": false}'::jsonb AS answer", "version_conflict"},
      {"version_conflict when ok=false", "SELECT '{\"ok\": false}'::json->>'ok' AS ok",
       "version_conflict"},
      {"duplicate_event when id=6f7a1dd5-1b9c-4c1e-9a5e-3a0f6f2c7a10",
       "SELECT '6F7A1DD5-1B9C-4C1E-9A5E-3A0F6F2C7A10'::uuid AS id", "duplicate_event"},
      {"version_conflict when \"Rows\"=1", "SELECT 1 AS \"Rows\"", "version_conflict"},
      {"version_conflict when rows=0", "SELECT 1 WHERE false", "version_conflict"},
      {"version_conflict when rows=0", "SELECT 1", "ok"},
      {"version_conflict when rows=2", "VALUES (1), (2)", "version_conflict"},
      {"version_conflict when affected=0", "UPDATE t SET n = 1 WHERE id = 3", "version_conflict"},
      {"duplicate_event when affected=0", "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING",
       "duplicate_event"},
      {"version_conflict when n=0", "UPDATE t SET v = 2 WHERE id = 1 RETURNING n",
       "version_conflict"},
      // The name of an alias decides nothing.
      {"version_conflict when rows=0", "SELECT true AS insert WHERE false", "version_conflict"},
  }));
  CAPTURE(rule, sql);
  Called called{place, "-- @outcome " + rule + "\n" + sql};
  called.call().set_format(format);
  called.call().set_protocol(protocol);
  called.call().set_arguments({});
  const cases::CallResult result = called.run();
  CHECK(name_of(result.outcome) == expected);
  CHECK(result.message.empty() == (expected == "ok"));
}

TEST_CASE("rows that are read one by one are held against the lines as well", "[pg][outcome]") {
  const Refusals place;
  const auto streamed = [&](const std::string& rule, const std::string& sql, bool to_the_end) {
    Called called{place, "-- @outcome " + rule + "\n" + sql};
    const auto visit = [&](const pg::Reply&) { return to_the_end; };
    return std::string{name_of(called.call().run_streamed(visit).outcome)};
  };
  const std::string three = "SELECT i = 1 AS first FROM generate_series(1, 3) AS i";
  CHECK(streamed("version_conflict when rows=3", three, true) == "version_conflict");
  CHECK(streamed("version_conflict when rows=2", three, true) == "ok");
  CHECK(streamed("version_conflict when first=true", three, true) == "version_conflict");
  CHECK(streamed("timeout when rows=3\n-- @outcome deadlock when first=true", three, true) ==
        "timeout");
  CHECK(streamed("deadlock when first=true\n-- @outcome timeout when rows=3", three, true) ==
        "deadlock");
  CHECK(streamed("version_conflict when rows=0", "SELECT 1 WHERE false", true) ==
        "version_conflict");
  CHECK(streamed("version_conflict when rows=3", three, false) == "ok");  // It was given up.
}

TEST_CASE("a step that may find no row is no conflict, and the one that decides is",
          "[pg][outcome]") {
  const Refusals place;
  CHECK(Called{place, with_id(lines_of_for_update, "3")}.run().outcome == Outcome::ok);
  CHECK(place.count() == 3);
  const cases::CallResult stale = Called{place, with_id(lines_of_for_update, "3")}.run();
  CHECK(stale.outcome == Outcome::version_conflict);
  CHECK(stale.message == "affected 0 rows");
}

TEST_CASE("a refusal by an answer rolls back what earlier steps have written", "[pg][outcome]") {
  const Refusals place;
  const std::string lines =
      "-- @transaction explicit read_committed\n"
      "-- @step one\nINSERT INTO t VALUES (3);\n"
      "-- @step two\n-- @outcome version_conflict when is_there=true\n"
      "SELECT count(*) = 3 AS is_there FROM t";
  Called called{place, lines};
  CHECK(called.run().outcome == Outcome::version_conflict);
  CHECK(called.wire().is_at_rest());
  CHECK(place.count() == 2);
}

TEST_CASE("a constraint that is checked at COMMIT is what its step's line says", "[pg][outcome]") {
  const Refusals place;
  place.change(
      "CREATE TABLE u (x int CONSTRAINT later UNIQUE DEFERRABLE INITIALLY DEFERRED); "
      "INSERT INTO u VALUES (1)");
  Called called{place,
                "-- @transaction explicit read_committed\n-- @step one\n"
                "-- @outcome duplicate_event when constraint=later\nINSERT INTO u VALUES (1)"};
  CHECK(called.run().outcome == Outcome::duplicate_event);
  CHECK(called.wire().is_at_rest());
}

TEST_CASE("no line turns a lost connection into a refusal", "[pg][outcome]") {
  const Refusals place;
  const std::string lost = "INSERT INTO t SELECT 3 WHERE pg_terminate_backend(pg_backend_pid())";
  Called called{place, "-- @outcome version_conflict when message~'.' or sqlstate=57\n" + lost};
  const cases::CallResult result = called.run();
  CHECK(result.outcome == Outcome::connection_lost);
  CHECK(result.in_doubt);
}

TEST_CASE("a server without resources, and one that takes no writes, have outcomes of their own",
          "[pg][outcome]") {
  const Refusals place;
  const auto raised = [&](const std::string& code) {
    place.change(
        "CREATE OR REPLACE FUNCTION fail() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE "
        "EXCEPTION 'no' USING ERRCODE = '" +
        code + "'; END $$");
    return std::string{name_of(Called{place, "SELECT fail()"}.run().outcome)};
  };
  CHECK(raised("53100") == "out_of_resources");
  CHECK(raised("53200") == "out_of_resources");
  CHECK(raised("53300") == "rejected");
  Called called{place, "INSERT INTO t VALUES (3)"};
  called.wire().command("SET default_transaction_read_only = on");
  const cases::CallResult result = called.run();
  CHECK(result.outcome == Outcome::read_only);
  CHECK(result.sqlstate == "25006");
  CHECK_FALSE(result.in_doubt);
  CHECK(called.wire().is_connected());
  called.wire().drop();
  CHECK_FALSE(called.wire().is_connected());
  CHECK(called.run().outcome == Outcome::connection_lost);
}

TEST_CASE("a line on a column that its step does not return, or cannot have, is named",
          "[pg][outcome]") {
  const Refusals place;
  CHECK_THAT(
      complaint_about(place, "-- @outcome timeout when succes=false\nSELECT true AS success"),
      ContainsSubstring("a.sql:4: a returns no column 'succes'; known are success"));
  CHECK_THAT(complaint_about(place, "-- @outcome timeout when x=no\nSELECT true AS x"),
             ContainsSubstring("a.sql:4: x=no never applies: the column is boolean"));
  CHECK_THAT(complaint_about(place, "-- @outcome timeout when x=no\nSELECT 1 AS x"),
             ContainsSubstring("a.sql:4: x=no never applies: the column is a whole number"));
  CHECK_THAT(complaint_about(place, "-- @outcome timeout when x=1\nSELECT 1.5 AS x"),
             ContainsSubstring("return it as text: x::text AS x"));
  CHECK_THAT(complaint_about(place,
                             "-- @outcome timeout when x=1\n-- @step one\nSELECT 1 AS x;\n"
                             "-- @step two\nSELECT 1 AS y"),
             ContainsSubstring("a.sql:4: a.two returns no column 'x'; known are y"));
  CHECK(complaint_about(place, "-- @outcome timeout when x=1 or x=null\nSELECT 1 AS x").empty());
}

}  // namespace eventstore::tests
