// Values in the place of numbered parameters: what the simple protocol sends.

#include <stdexcept>

#include <catch2/catch_test_macros.hpp>

#include "core/catalogue/sql_scan.hpp"

namespace eventstore::catalogue {

TEST_CASE("each numbered parameter becomes its value", "[unit][catalogue]") {
  CHECK(with_values("a = $1 AND b = $2 OR c = $1", {"'x'::text", "7"}) ==
        "a = 'x'::text AND b = 7 OR c = 'x'::text");
  CHECK(with_values("f($10, $1)", {"1", "2", "3", "4", "5", "6", "7", "8", "9", "ten"}) ==
        "f(ten, 1)");
  CHECK(with_values("no parameters", {}) == "no parameters");
}

TEST_CASE("a value is never read again, whatever stands in it", "[unit][catalogue]") {
  CHECK(with_values("$1, $2", {"'$2; DROP TABLE x'", "'b'"}) == "'$2; DROP TABLE x', 'b'");
}

TEST_CASE("what only looks like a parameter stays", "[unit][catalogue]") {
  CHECK(with_values("'$1' || $1 -- $1", {"x"}) == "'$1' || x -- $1");
  CHECK(with_values("$$ $1 $$ \"$1\" $q$ $1 $q$ a$1", {"x"}) == "$$ $1 $$ \"$1\" $q$ $1 $q$ a$1");
}

TEST_CASE("a parameter without a value is an error", "[unit][catalogue]") {
  CHECK_THROWS_AS(with_values("$2", {"x"}), std::out_of_range);
}

}  // namespace eventstore::catalogue
