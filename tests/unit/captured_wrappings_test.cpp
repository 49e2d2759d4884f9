// One plan in each way in which logs reach a file (tests/support/wrapped_logs.cpp has the rows).

#include <sstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "explain/captured_log.hpp"
#include "tests/support/wrapped_logs.hpp"

namespace eventstore::explain {

namespace {

const std::string query = "SELECT \"ä\", '}{[' FROM t\n\tWHERE a = '\\ #011'";

}  // namespace

TEST_CASE("a plan is read in every wrapping, with lines of others before and after it",
          "[unit][captured]") {
  const tests::WrappedLog row = GENERATE(from_range(tests::wrapped_logs(query)));
  const bool is_alone = GENERATE(true, false);
  const std::string other = "2026-11-30 14:33:06.841 UTC [7] LOG:  checkpoint starting: time\n";
  const std::string text = is_alone ? row.text : row.text + other + row.text + other;
  CAPTURE(row.wrapping, text);

  std::istringstream stream{text};
  const CapturedLog log = read_captured_log(stream, "server.log");

  REQUIRE(log.plans.size() == (is_alone ? 1 : 2));
  for (const LoggedPlan& plan : log.plans) {
    CHECK(plan.query == query);
    CHECK(plan.milliseconds == 51.448);
    CHECK(plan.plan["Plan"]["Sort Key"][0] == "a");
  }
}

}  // namespace eventstore::explain
