// The names by which the tools know their own sessions.

#include "core/pg/application_name.hpp"

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace eventstore::pg {

TEST_CASE("every name that a tool gives its sessions is known as its own", "[unit][footprint]") {
  const auto name = GENERATE(
      as<std::string>{}, "seed-events", "eventstore_bench", "eventstore_load pid 7 on host",
      "plan-review", "bench_trust", "bench_trust pgbench 7 1", "eventstore-server", "seed_ceiling",
      "eventstore-watch", "eventstore_sessions_0badcafe", own_application_name());
  CAPTURE(name);
  CHECK(is_own_application(name));
}

TEST_CASE("a name of others is not known as a tool's", "[unit][footprint]") {
  const auto name =
      GENERATE(as<std::string>{}, "", "psql", "nightly", "eventstore", "my eventstore_load");
  CAPTURE(name);
  CHECK_FALSE(is_own_application(name));
}

}  // namespace eventstore::pg
