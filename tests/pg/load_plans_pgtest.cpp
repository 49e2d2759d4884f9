// Plans of a load run: which server they can be had from, and that sessions ask for them.

#include <chrono>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/load/plan_capture.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

TEST_CASE("plans of a load run are captured on the local server only", "[pg][load]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  pg::Database elsewhere = seeded.database();
  elsewhere.is_local_server = false;
  CHECK_THROWS_AS(load::PlanCapture{elsewhere}, UsageError);

  const ProgramResult alone =
      seeded.run("eventstore_load", {"run", "light", "--capture-plans", "5"});
  CHECK(alone.exit_code == 2);
  CHECK_THAT(alone.err, ContainsSubstring("--out"));
}

TEST_CASE("a session whose plans are wanted has them logged from the time on that was asked for",
          "[pg][load]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  pg::Wire wire{seeded.database()};
  const auto setting = [&](const std::string& name) {
    const pg::Reply reply = wire.run("SHOW " + name);
    return reply.ok() ? std::string{reply.field(0, 0).value_or("")} : reply.message();
  };
  if (setting("is_superuser") != "on") SKIP("auto_explain needs a superuser");
  load::log_plans(wire, std::chrono::milliseconds{7});
  CHECK(setting("auto_explain.log_min_duration") == "7ms");
  CHECK(setting("auto_explain.log_format") == "json");
  CHECK(setting("auto_explain.log_analyze") == "on");
}

}  // namespace eventstore::tests
