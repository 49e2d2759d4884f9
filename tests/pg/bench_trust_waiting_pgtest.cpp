// bench_trust waiting, in small: that it measures what it says.  Figures are not looked at.

#include <chrono>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/trust/waiting_latency.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("waiting readers are timed both ways, and what NOTIFY costs", "[pg][trust][visibility]") {
  const auto scratch = ScratchDatabase::create_or_skip();
  trust::WaitingOptions options;
  options.events = 2000;
  options.rounds = 2;
  options.appends = 3;
  options.least = std::chrono::milliseconds{1};
  options.most = std::chrono::milliseconds{5};
  options.idle = std::chrono::milliseconds{200};
  options.settling = std::chrono::milliseconds{20};
  options.throughput = std::chrono::milliseconds{50};
  options.connections = {1, 3};
  const trust::WaitingReport report = trust::measure_waiting(options, scratch.database());

  REQUIRE(report.ways.size() == 3);
  for (const trust::WaitingResult& way : report.ways) CHECK(way.latency.count() == 6);
  REQUIRE(report.costs.size() == 2);
  for (const trust::NotifyCost& cost : report.costs) {
    CHECK(cost.plain > 0);
    CHECK(cost.notifying > 0);
  }
  const std::string text = trust::waiting_text(report);
  CHECK_THAT(text, ContainsSubstring("LISTEN"));
  CHECK_THAT(text, ContainsSubstring("`reference-notify`"));
}

TEST_CASE("bench_trust names the option that it does not know", "[pg][trust]") {
  const ProgramResult result = run_program("bench_trust", {"waiting", "--fast"});
  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err, ContainsSubstring("--fast"));
}
