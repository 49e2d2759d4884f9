#include "generator/partition_routing.hpp"

#include <limits>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace eventstore::seed {

TEST_CASE("a range of positions is read from a partition's bound", "[unit][partitions]") {
  using Limits = std::numeric_limits<std::int64_t>;
  const auto [bound, first, last] = GENERATE(table<std::string, std::int64_t, std::int64_t>({
      {"FOR VALUES FROM ('1') TO ('100001')", 1, 100'000},
      {"FOR VALUES FROM (1) TO (100001)", 1, 100'000},
      {"FOR VALUES FROM ('-5') TO ('0')", -5, -1},
      {"FOR VALUES FROM (MINVALUE) TO ('9')", Limits::min(), 8},
      {"FOR VALUES FROM ('9223372036854775807') TO (MAXVALUE)", Limits::max(), Limits::max()},
  }));
  CAPTURE(bound);
  const auto range = parse_position_range(bound);
  REQUIRE(range);
  CHECK(range->first == first);
  CHECK(range->last == last);
}

TEST_CASE("any other bound is no range of positions", "[unit][partitions]") {
  const std::string bound = GENERATE(
      as<std::string>{}, "DEFAULT", "FOR VALUES IN (1)", "FOR VALUES WITH (modulus 4, remainder 0)",
      "FOR VALUES FROM ('1', '2') TO ('3', '4')", "FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)",
      "FOR VALUES FROM ('a') TO ('b')", "");
  CAPTURE(bound);
  CHECK_FALSE(parse_position_range(bound));
}

}  // namespace eventstore::seed
