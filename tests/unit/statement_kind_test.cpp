#include "core/catalogue/statement_kind.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace eventstore::catalogue {

TEST_CASE("a statement modifies rows by its command or by one in its WITH", "[unit][catalogue]") {
  const auto* sql = GENERATE(
      "INSERT INTO t VALUES (1)", "/* a */ -- b\n update t SET x = 1", "Delete from t",
      "MERGE INTO t USING s ON true WHEN MATCHED THEN DO NOTHING",
      "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a",
      "WITH a AS (INSERT INTO t VALUES (1) RETURNING x) SELECT * FROM a",
      "WITH a (x, y) AS NOT MATERIALIZED (SELECT 1, 2), b AS (DELETE FROM t RETURNING 1) TABLE b",
      "WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT n FROM a) SEARCH DEPTH FIRST BY n, m "
      "SET o, b AS (UPDATE t SET x = 1 RETURNING x) SELECT * FROM b",
      "WITH insert AS (SELECT 1) DELETE FROM t",
      "WITH \"with, as (\" AS (DELETE FROM t RETURNING 1) SELECT 1");
  INFO(sql);
  CHECK(modifies_rows(sql));
}

TEST_CASE("names, aliases, locks and text do not make a statement one that modifies rows",
          "[unit][catalogue]") {
  const auto* sql = GENERATE(
      "SELECT success AS insert FROM append()", "SELECT * FROM t FOR UPDATE",
      "SELECT 1 AS delete, 2 AS merge", "WITH insert AS (SELECT 1) SELECT * FROM insert",
      "WITH a (update) AS (SELECT 1) SELECT update FROM a", "SELECT 'insert' /* delete */",
      "SELECT (SELECT 1) AS update", "SELECT $tag$ DELETE $tag$", "VALUES (1)", "LOCK TABLE t",
      "NOTIFY insert", "", "(", "WITH", "WITH a", "WITH a AS", "WITH a AS (", "((((SELECT 1))))");
  INFO(sql);
  CHECK_FALSE(modifies_rows(sql));
}

TEST_CASE("a statement that makes a table is known, one that only names INTO is not", "[unit]") {
  for (const char* sql : {"CREATE TABLE n AS SELECT 1", "/* x */ select 1 INTO n",
                          "WITH a AS (SELECT 1) SELECT * INTO TEMP n FROM a"}) {
    CAPTURE(sql);
    CHECK(catalogue::makes_objects(sql));
  }
  for (const char* sql :
       {"SELECT \"into\" FROM t", "SELECT 'a into b'", "INSERT INTO t SELECT 1",
        "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", "SELECT (SELECT 1) -- into"}) {
    CAPTURE(sql);
    CHECK_FALSE(catalogue::makes_objects(sql));
  }
}

TEST_CASE("what begins, ends or divides a transaction is known", "[unit]") {
  for (const char* sql :
       {"COMMIT", "begin", "END", "rollback to s", "-- x\nPREPARE TRANSACTION 'a'",
        "start transaction", "release s", "abort"}) {
    CAPTURE(sql);
    CHECK(catalogue::controls_transaction(sql));
  }
  for (const char* sql : {"PREPARE a AS SELECT 1", "CREATE TABLE begin_end (commit integer)",
                          "DO $$ BEGIN COMMIT; END $$", "SELECT 1"}) {
    CAPTURE(sql);
    CHECK_FALSE(catalogue::controls_transaction(sql));
  }
}

TEST_CASE("a statement that no operation can call again is known", "[unit]") {
  for (const char* sql : {"BEGIN", "commit", "DISCARD ALL", "deallocate prepare all",
                          "/* x */ ROLLBACK", "COPY t FROM STDIN", "PREPARE TRANSACTION 'a'"}) {
    CAPTURE(sql);
    CHECK(catalogue::why_no_step(sql));
  }
  for (const char* sql : {"PREPARE a AS SELECT 1", "DEALLOCATE a", "SAVEPOINT s", "ROLLBACK TO s",
                          "DISCARD PLANS", "COPY t TO PROGRAM 'x'", "RELEASE s"}) {
    CAPTURE(sql);
    CHECK_FALSE(catalogue::why_no_step(sql));
  }
}

}  // namespace eventstore::catalogue
