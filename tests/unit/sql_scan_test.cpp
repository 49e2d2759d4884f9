#include "core/catalogue/sql_scan.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace eventstore::catalogue {

namespace {

std::vector<std::string> parameters_in(std::string_view sql) {
  std::vector<std::string> names;
  for (const SqlPiece& piece : scan_sql(sql)) {
    if (piece.kind == SqlPiece::Kind::parameter) names.emplace_back(piece.text);
  }
  return names;
}

}  // namespace

TEST_CASE("a parameter is found where PostgreSQL would read an expression, and nowhere else",
          "[unit][catalogue]") {
  using Names = std::vector<std::string>;
  const auto [sql, expected] = GENERATE(table<std::string, Names>({
      {"SELECT :a", {"a"}},
      {"SELECT :a::text", {"a"}},
      {"SELECT a::text", {}},
      {"SELECT ':a'", {}},
      {"SELECT 'it''s :a'", {}},
      {R"(SELECT E'\':a')", {}},
      {R"(SELECT '\', :a)", {"a"}},
      {R"(SELECT "odd:a"."b" FROM t)", {}},
      {R"(SELECT "say "":a""")", {}},
      {"SELECT $$:a$$, :b", {"b"}},
      {"SELECT $tag$ $$ :a $tag$, :b", {"b"}},
      {"SELECT $1, :b", {"b"}},
      {"SELECT 1 -- :a\n, :b", {"b"}},
      {"SELECT 1 /* :a /* :b */ :c */ , :d", {"d"}},
      {"SELECT x[1:2]", {}},
      {"SELECT a = :a_1 AND b>:b", {"a_1", "b"}},
      {"SELECT ':unclosed", {}},
      {"SELECT /* :unclosed", {}},
      {"SELECT $open$ :unclosed", {}},
      {"SELECT größe, :a", {"a"}},
      {"SELECT :", {}},
      {"", {}},
  }));
  CAPTURE(sql);

  CHECK(parameters_in(sql) == expected);
}

TEST_CASE("the pieces of a statement are the statement", "[unit][catalogue]") {
  const std::string sql = "SELECT ':a', :b::text, $q$;$q$ -- end\n FROM \"t;\"; /* x */";
  std::string together;
  for (const SqlPiece& piece : scan_sql(sql)) {
    together += (piece.kind == SqlPiece::Kind::parameter ? ":" : "") + std::string{piece.text};
  }
  CHECK(together == sql);
}

TEST_CASE("statements that differ in comments and blanks say the same", "[unit][catalogue]") {
  const std::string text = "CREATE INDEX x ON t(a,b)WHERE b>'  two  blanks -- kept'";
  CHECK(comparable_text(text) == text);
  CHECK(comparable_text("CREATE INDEX x\r\n  ON t (a, -- first\n b)\n /* few */ WHERE b > "
                        "'  two  blanks -- kept'") == text);
  CHECK(comparable_text("SELECT:name::text,1") == comparable_text("SELECT :name ::text , 1"));
  CHECK(comparable_text("CREATE/**/TABLE t()") == "CREATE TABLE t()");

  CHECK(comparable_text("CREATE INDEX x ON t (a)") !=
        comparable_text("CREATE INDEX x ON t (a, b)"));
  CHECK(comparable_text("SELECT 1 2") != comparable_text("SELECT 12"));
  CHECK(comparable_text("SELECT 'a b'") != comparable_text("SELECT 'a  b'"));
  CHECK(comparable_text("AS $$ a -- b $$") != comparable_text("AS $$ a $$"));
}

}  // namespace eventstore::catalogue
