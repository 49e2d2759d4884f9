// Names in SQL text.

#include "core/pg/quoted_name.hpp"

#include <catch2/catch_test_macros.hpp>

using eventstore::pg::quoted_name;

TEST_CASE("a name that SQL reads as it stands has no quotes", "[unit][value]") {
  CHECK(quoted_name("domain_events") == "domain_events");
  CHECK(quoted_name("_v1") == "_v1");
  CHECK(quoted_name("position") == "position");
}

TEST_CASE("a name that SQL would read otherwise is quoted", "[unit][value]") {
  CHECK(quoted_name("tenantId") == "\"tenantId\"");
  CHECK(quoted_name("1st") == "\"1st\"");
  CHECK(quoted_name("two words") == "\"two words\"");
  CHECK(quoted_name("find.one") == "\"find.one\"");
  CHECK(quoted_name("a\"b") == "\"a\"\"b\"");
  CHECK(quoted_name("") == "\"\"");
}

TEST_CASE("SQL's own words are quoted as names", "[unit][value]") {
  CHECK(quoted_name("user") == "\"user\"");
  CHECK(quoted_name("order") == "\"order\"");
  CHECK(quoted_name("all") == "\"all\"");
  CHECK(quoted_name("when") == "\"when\"");
  CHECK(quoted_name("with") == "\"with\"");
  CHECK(quoted_name("type") == "type");
}
