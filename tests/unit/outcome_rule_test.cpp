// What `@outcome` lines may say, to which step they belong, and what is refused.

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/catalogue/applied_rules.hpp"
#include "core/catalogue/parse_operation.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::catalogue {

using Catch::Matchers::ContainsSubstring;

namespace {

/// An operation of these lines, the first of which is line 4.
Operation operation_of(const std::string& lines) {
  return parse_operation("-- @name a\n-- @question Q?\n-- @case c\n" + lines, "a.sql");
}

std::string complaint_about(const std::string& lines) {
  try {
    static_cast<void>(operation_of(lines));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

std::string complaint_about_rule(const std::string& rule, const std::string& sql = "SELECT 1") {
  return complaint_about("-- @outcome " + rule + "\n" + sql);
}

/// The steps, from 0, in which `affected` counts.
std::vector<std::size_t> steps_that_take_affected(const Operation& operation) {
  std::vector<std::size_t> steps;
  for (std::size_t i = 0; i < operation.steps.size(); ++i) {
    if (rules_of_step(operation, i).at(0).takes_affected) steps.push_back(i);
  }
  return steps;
}

}  // namespace

TEST_CASE("every kind of condition is read", "[unit][outcome]") {
  const OutcomeRule rule = parse_outcome_rule(
      R"(version_conflict when constraint=t_key or constraint="My ""Key""" or sqlstate=ES001 )"
      R"(or sqlstate=23 or message~'[Ww]rong (expected )?version, it''s' or affected=0 or rows=2 )"
      R"(or success=false or Reason='no such or affected=1' or "Rows"=1 or at = null or x='null')");
  CHECK(rule.outcome == Outcome::version_conflict);
  CHECK(rule.constraints == std::vector<std::string>{"t_key", "My \"Key\""});
  CHECK(rule.sqlstates == std::vector<std::string>{"ES001", "23"});
  REQUIRE(rule.messages.size() == 1);
  CHECK(rule.messages[0].text() == "[Ww]rong (expected )?version, it's");
  CHECK(rule.messages[0].matches("ERROR: wrong version, it's 4"));
  CHECK_FALSE(rule.messages[0].matches("WRONG VERSION, IT'S 4"));
  CHECK(rule.affected == 0);
  CHECK(rule.rows == 2);
  const std::vector<ColumnValue> columns{{"success", "false"},
                                         {"reason", "no such or affected=1"},
                                         {"Rows", "1"},
                                         {"at", std::nullopt},
                                         {"x", "null"}};
  CHECK(rule.columns == columns);
}

TEST_CASE("a constraint that was written with capitals is found either way SQL reads it",
          "[unit][outcome]") {
  CHECK(parse_outcome_rule("timeout when constraint=My_Key").constraints ==
        std::vector<std::string>{"My_Key", "my_key"});
  CHECK(parse_outcome_rule("timeout when constraint=\"My_Key\"").constraints ==
        std::vector<std::string>{"My_Key"});
}

TEST_CASE("what is wrong with an @outcome line is said with its file and line", "[unit][outcome]") {
  const auto [rule, expected] = GENERATE(table<std::string, std::string>({
      {"conflict when rows=0", "a.sql:4: there is no outcome 'conflict'"},
      {"version_conflict", "a.sql:4: write an outcome as"},
      {"version_conflict when", "a.sql:4: write an outcome as"},
      {"version_conflict if rows=0", "a.sql:4: write an outcome as"},
      {"version_conflict when rows=0 or", "a.sql:4: write an outcome as"},
      {"version_conflict when rows=0 and rows=1", "a.sql:4: write an outcome as"},
      {"version_conflict when never",
       "a.sql:4: 'never' is no condition; known are constraint=NAME"},
      {"version_conflict when ok=", "a.sql:4: 'ok=' is no condition"},
      {"version_conflict when =0", "a.sql:4: '=0' is no condition"},
      {"version_conflict when rows=-1", "a.sql:4: rows=-1: write a number of rows"},
      {"version_conflict when rows=many", "a.sql:4: rows=many: write a number of rows"},
      {"version_conflict when rows=99999999999999999999", "write a number of rows"},
      {"version_conflict when rows=0 or rows=1", "a.sql:4: duplicate rows=N"},
      {"version_conflict when constraint=", "a.sql:4: a constraint needs a name"},
      {"version_conflict when sqlstate=ES0", "a.sql:4: 'ES0' is no SQLSTATE"},
      {"version_conflict when sqlstate=es001", "a.sql:4: 'es001' is no SQLSTATE"},
      {"version_conflict when sqlstate=00000", "a.sql:4: SQLSTATE 00000 is success"},
      {"version_conflict when sqlstate=57P01", "a.sql:4: sqlstate=57P01 never applies"},
      {"version_conflict when sqlstate=08", "a.sql:4: sqlstate=08 never applies"},
      {"version_conflict when message~wrong", "a.sql:4: put the message pattern in single quotes"},
      {"version_conflict when message='x'", "a.sql:4: 'message='x'' is no condition"},
      {"version_conflict when message~'(a'",
       "a.sql:4: the message pattern '(a' is not a regular expression: missing )"},
      {"version_conflict when message~''", "a.sql:4: the message pattern is empty"},
      {"version_conflict when message~'(?<=a)b'", "is not a regular expression"},
      {"version_conflict when message~'a", "a.sql:4: the quote that opens before 'a' is never"},
      {"version_conflict when x='y", "a.sql:4: the quote that opens before 'y' is never closed"},
      {"version_conflict when x='y'z", "a.sql:4: 'x='y'z' is no condition"},
      {"version_conflict when \"x=1", "a.sql:4: the quote that opens before 'x=1' is never closed"},
      {"version_conflict when '", "a.sql:4: ''' is no condition"},
      {"ok when sqlstate=23505", "a.sql:4: an error is never ok"},
      {"ok when message~'x' or rows=0", "a.sql:4: an error is never ok"},
  }));
  CAPTURE(rule);
  CHECK_THAT(complaint_about_rule(rule), ContainsSubstring(expected));
}

TEST_CASE("a condition that no answer can meet is refused", "[unit][outcome]") {
  CHECK_THAT(complaint_about_rule("version_conflict when affected=0"),
             ContainsSubstring("a.sql:4: affected=0 never applies"));
  // An alias decides nothing.
  CHECK_THAT(complaint_about_rule("version_conflict when affected=0", "SELECT f() AS insert"),
             ContainsSubstring("write rows=0, and @writes where a function that it calls writes"));
  CHECK_THAT(complaint_about_rule("version_conflict when rows=0", "INSERT INTO t VALUES (1)"),
             ContainsSubstring("a.sql:4: rows=0 never applies: the operation returns no rows"));
  CHECK_THAT(complaint_about_rule("version_conflict when x=1", "UPDATE t SET x = 1"),
             ContainsSubstring("a.sql:4: x='1' never applies: the operation returns no rows"));
  CHECK(
      complaint_about_rule("version_conflict when x=1", "UPDATE t SET x = 1 RETURNING x").empty());
  CHECK_THAT(complaint_about("-- @step s\n-- @outcome timeout when rows=0\nNOTIFY x;\n"
                             "-- @step t\nSELECT 1"),
             ContainsSubstring("a.sql:5: rows=0 never applies: step 's' returns no rows"));
  CHECK_THAT(complaint_about("-- @step s\n-- @outcome timeout when affected=0\n"
                             "SELECT 1 FROM t FOR UPDATE;\n-- @step t\nDELETE FROM t"),
             ContainsSubstring("a.sql:5: affected=0 never applies: step 's' has no command"));
}

TEST_CASE("a condition that an earlier line has already is refused", "[unit][outcome]") {
  const auto of = [](const std::string& first, const std::string& second) {
    return complaint_about("-- @outcome " + first + "\n-- @outcome " + second + "\nSELECT 1");
  };
  CHECK(of("timeout when sqlstate=ES001", "deadlock when sqlstate=ES001") ==
        "a.sql:5: sqlstate=ES001 never applies: line 4 comes first");
  CHECK(of("timeout when sqlstate=ES", "deadlock when rows=0 or sqlstate=ES001") ==
        "a.sql:5: sqlstate=ES001 never applies: line 4 comes first");
  CHECK(of("timeout when x=1", "deadlock when x='1'") ==
        "a.sql:5: x='1' never applies: line 4 comes first");
  CHECK(of("timeout when sqlstate=ES001", "deadlock when sqlstate=ES").empty());
  CHECK(of("timeout when x=null", "deadlock when x='null'").empty());
}

TEST_CASE("a line behind a @step belongs to that step, and comes before the operation's",
          "[unit][outcome]") {
  const Operation operation = operation_of(
      "-- @outcome timeout when sqlstate=ES001\n"
      "-- @step one\n-- @outcome deadlock when sqlstate=ES001\nSELECT 1;\n"
      "-- @step two\nSELECT 2");
  const auto first_of = [&](std::size_t step) {
    return rules_of_step(operation, step).at(0).rule->outcome;
  };
  CHECK(operation.outcome_rules.size() == 1);
  CHECK(operation.steps[0].outcome_rules.size() == 1);
  CHECK(first_of(0) == Outcome::deadlock);
  CHECK(rules_of_step(operation, 0).size() == 2);
  CHECK(first_of(1) == Outcome::timeout);
  CHECK(rules_of_commit(operation).at(0).rule->outcome == Outcome::deadlock);
}

TEST_CASE("affected rows count in each step that modifies rows and may not modify so many",
          "[unit][outcome]") {
  const std::string rule = "-- @outcome version_conflict when affected=0\n";
  const std::string insert = "INSERT INTO t VALUES (1);\n";
  CHECK(steps_that_take_affected(operation_of(rule + "-- @rows 0..1\n" + insert)) ==
        std::vector<std::size_t>{0});
  CHECK(steps_that_take_affected(operation_of(
            rule +
            "-- @step a\n-- @rows 0..1\nSELECT 1 FROM t FOR UPDATE;\n"
            "-- @step b\n-- @rows 0..1\nUPDATE t SET x = 1;\n"
            "-- @step c\n-- @rows 1\n" +
            insert + "-- @step d\n" + insert + "-- @step e\n-- @rows 0..1\n" + insert)) ==
        std::vector<std::size_t>{2, 3, 4});
}

TEST_CASE("rows and columns count in the last step that returns rows", "[unit][outcome]") {
  const Operation operation = operation_of(
      "-- @outcome version_conflict when ok=false\n"
      "-- @step a\nSELECT 1;\n-- @step b\nINSERT INTO t VALUES (1) RETURNING ok;\n"
      "-- @step c\nINSERT INTO t VALUES (1)");
  CHECK_FALSE(rules_of_step(operation, 0).at(0).takes_rows);
  CHECK(rules_of_step(operation, 1).at(0).takes_rows);
  CHECK_FALSE(rules_of_step(operation, 2).at(0).takes_rows);
}

TEST_CASE("hostile lines of front matter end in a sentence", "[unit][outcome]") {
  std::string alternatives = "rows=0";
  while (alternatives.size() < 200'000) alternatives += " or column_" + alternatives.substr(0, 9);
  CHECK_THAT(complaint_about_rule("timeout when " + alternatives),
             ContainsSubstring("a.sql:4: a line of front matter has at most 4000 bytes"));
  std::string pattern = "(";
  while (pattern.size() < 3'000) pattern += "a|b*|";
  CHECK_THAT(complaint_about_rule("timeout when message~'" + pattern + "c)'"),
             ContainsSubstring("a.sql:4: the message pattern has 3"));
  CHECK_THAT(complaint_about_rule("timeout when message~'((a{100}){100}){100}'"),
             ContainsSubstring("is not a regular expression"));
  CHECK_THAT(complaint_about_rule("timeout when " + std::string(3'500, '\'')),
             ContainsSubstring("is no condition"));
  CHECK_THAT(complaint_about_rule("timeout when x=" + std::string(3'501, '\'')),
             ContainsSubstring("is never closed"));
  // What is no front matter may be as long as it wants to be, in any encoding.
  CHECK(complaint_about("-- " + std::string(300'000, '\xe9') + "\nSELECT 1").empty());
  CHECK(complaint_about("SELECT '" + std::string(300'000, '@') + "'").empty());
}

TEST_CASE("a pattern takes time in proportion to the message", "[unit][outcome]") {
  const MessagePattern pattern{"^(([a-z_]*)*)*#$"};
  CHECK_FALSE(pattern.matches(std::string(200'000, 'a')));
  CHECK(pattern.matches(std::string(200'000, 'a') + "#"));
}

}  // namespace eventstore::catalogue
