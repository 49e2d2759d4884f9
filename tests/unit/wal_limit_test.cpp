// How much WAL the local server may keep, by the size of its disk.

#include <catch2/catch_test_macros.hpp>

#include "core/server/cluster.hpp"

using eventstore::server::wal_limit_gb;

namespace {

constexpr std::int64_t gibibyte = 1'073'741'824;

}  // namespace

TEST_CASE("the local server's WAL may take an eighth of the disk, as a power of two", "[server]") {
  CHECK(wal_limit_gb(252 * gibibyte, 80 * gibibyte) == 16);
  CHECK(wal_limit_gb(256 * gibibyte, 80 * gibibyte) == 32);
  CHECK(wal_limit_gb(10'000 * gibibyte, 9'000 * gibibyte) == 32);
  CHECK(wal_limit_gb(70 * gibibyte, 60 * gibibyte) == 8);
}

TEST_CASE("the local server's WAL never takes more than half of what is free", "[server]") {
  CHECK(wal_limit_gb(252 * gibibyte, 10 * gibibyte) == 4);
  CHECK(wal_limit_gb(252 * gibibyte, 9 * gibibyte - 1) == 4);
  CHECK(wal_limit_gb(252 * gibibyte, 0) == 1);
  CHECK(wal_limit_gb(0, 0) == 1);
}
