#include "core/catalogue/split_statements.hpp"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "core/catalogue/statement_kind.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::catalogue {

namespace {

std::string complaint_about(const std::string& script) {
  try {
    static_cast<void>(split_statements(script, "x.sql"));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a script is split at the semicolons between statements only", "[unit][catalogue]") {
  using Statements = std::vector<std::string>;
  const auto [script, expected] = GENERATE(table<std::string, Statements>({
      {"a;b ; c", {"a", "b", "c"}},
      {"SELECT ';'; -- ;\nSELECT $$;$$;", {"SELECT ';'", "SELECT $$;$$"}},
      {"-- only a comment;\n /* ; */ ;;", {}},
      {"-- why\nSELECT 1 -- here\n;", {"SELECT 1 -- here"}},
      {"/* a /* ; */ ; */ SELECT 1; b", {"SELECT 1", "b"}},
      {"SELECT 'it''s;'; b", {"SELECT 'it''s;'", "b"}},
      {R"(SELECT E'\';'; b)", {R"(SELECT E'\';')", "b"}},
      {R"(SELECT '\'; b)", {R"(SELECT '\')", "b"}},
      {R"(SELECT U&"d\0061;" , U&'\0061;'; b)", {R"(SELECT U&"d\0061;" , U&'\0061;')", "b"}},
      {R"(SELECT "a;""b;"; b)", {R"(SELECT "a;""b;")", "b"}},
      {"DO $do$ BEGIN; $$;$$ END $do$; b", {"DO $do$ BEGIN; $$;$$ END $do$", "b"}},
      {"PREPARE p AS SELECT $1;b;SELECT $2", {"PREPARE p AS SELECT $1", "b", "SELECT $2"}},
      {"SELECT a$1$; b; SELECT c$1$", {"SELECT a$1$", "b", "SELECT c$1$"}},
      {"CREATE RULE r AS ON INSERT TO t DO (a; b); c",
       {"CREATE RULE r AS ON INSERT TO t DO (a; b)", "c"}},
      {"SELECT 1); b", {"SELECT 1)", "b"}},
      {"BEGIN; SELECT 1; END; b", {"BEGIN", "SELECT 1", "END", "b"}},
      {"SELECT CASE WHEN a THEN b END; c", {"SELECT CASE WHEN a THEN b END", "c"}},
  }));
  CAPTURE(script);

  CHECK(split_statements(script, "x.sql") == expected);
}

TEST_CASE("the body of a routine in standard SQL is not split", "[unit][catalogue]") {
  const std::string routine = GENERATE(
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
      "create or replace function f(a int) RETURNS int LANGUAGE sql begin atomic "
      "SELECT CASE WHEN a > 0 THEN CASE a WHEN 1 THEN 2 END ELSE 3 END; SELECT 1; end",
      "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC DELETE FROM t; BEGIN SELECT 1; END; END",
      "CREATE FUNCTION atomic_x() RETURNS int BEGIN ATOMIC SELECT atomic_y(); END",
      R"(CREATE FUNCTION "begin"(a int) RETURNS int BEGIN ATOMIC SELECT "end" FROM "case"; END)",
      R"(CREATE FUNCTION s.f("end" int) BEGIN ATOMIC SELECT 'END;'; /* END; */ SELECT 2; END)",
      "CREATE FUNCTION f() RETURNS int AS 'SELECT 1; SELECT 2' LANGUAGE sql",
      "CREATE FUNCTION atomic_x() RETURNS int RETURN 1",
      "CREATE /* ; */ OR REPLACE FUNCTION f() BEGIN ATOMIC INSERT INTO t VALUES (1); END");
  CAPTURE(routine);
  CHECK(split_statements(routine + ";\nCOMMENT ON FUNCTION f IS 'x';", "x.sql") ==
        std::vector<std::string>{routine, "COMMENT ON FUNCTION f IS 'x'"});
  CHECK_FALSE(controls_transaction(routine));
}

TEST_CASE("COPY over the connection is refused with file and line", "[unit][catalogue]") {
  CHECK(complaint_about("CREATE TABLE c (a int);\nCOPY c FROM stdin;\n1\n\\.\n") ==
        "x.sql:2: COPY copies from or to the client, which no file of a store can do; use "
        "INSERT, a query, or COPY of a file of the server");
  CHECK(complaint_about("copy (TABLE c) TO STDOUT WITH csv").starts_with("x.sql:1: COPY"));
  CHECK(complaint_about("COPY c FROM '/tmp/stdin'; SELECT a AS stdin FROM stdin").empty());
}

TEST_CASE("a command of psql is refused with file and line", "[unit][catalogue]") {
  CHECK(complaint_about("SELECT 1;\n-- \\i no\n\\i other.sql\nSELECT 2;") ==
        "x.sql:3: '\\i other.sql' is a command of psql, and the tools send SQL to the server only; "
        "replace it by SQL");
  for (const std::string command : {"\\set a 1", "\\c other", "SELECT 1 \\gexec", "a\\;b"}) {
    CAPTURE(command);
    CHECK(complaint_about(command).starts_with("x.sql:1: '\\"));
  }
  for (const std::string sound : {R"(SELECT '\i')", R"(SELECT E'\\i')", R"(SELECT "\i")",
                                  R"(SELECT $$\i$$)", R"(/* \i */ SELECT 1)"}) {
    CAPTURE(sound);
    CHECK(complaint_about(sound).empty());
  }
}

}  // namespace eventstore::catalogue
