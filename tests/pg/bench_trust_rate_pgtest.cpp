#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/trust/pgbench_script.hpp"
#include "tests/support/seeded_database.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

TEST_CASE("the open loop is held against pgbench --rate, but for cases that write", "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto result = seeded.run("bench_trust", {"rate", "--pairs", "1", "--seconds", "1",
                                                 "--rates", "300", "--connections", "2"});
  INFO(result.out << result.err);
  CHECK(result.exit_code == 7);  // Of one pair there is no interval.
  if (trust::pgbench_program().empty()) {
    CHECK_THAT(result.out, ContainsSubstring("pgbench is not installed"));
  } else {
    CHECK_THAT(result.out, ContainsSubstring("| `find_event/known_hot` |     300/s |"));
  }

  const auto writes = seeded.run("bench_trust", {"rate", "--filter", "store_snapshot/first"});
  INFO(writes.out << writes.err);
  CHECK(writes.exit_code == 7);
  CHECK_THAT(writes.out, ContainsSubstring("only read"));
}

}  // namespace eventstore::tests
