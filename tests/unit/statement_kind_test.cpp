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

}  // namespace eventstore::catalogue
