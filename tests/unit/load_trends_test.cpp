// What is said to grow during a load run.

#include <cstdint>
#include <string>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/load/observation_text.hpp"
#include "bench/load/scenario_file.hpp"
#include "bench/load/trends.hpp"

using namespace eventstore;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
using load::trends_of;
using result::LoadResult;

namespace {

load::Scenario held_after_ramp() {
  return load::parse_scenario(R"(
question = "?"
[[phase]]
name = "ramp"
length = "400 s"
[[phase]]
name = "hold"
length = "300 s"
[[phase]]
name = "after"
length = "350 s"
judged = false
[[population]]
name = "users"
users = { ramp = [1, 10], hold = 10, after = 10 }
mix = { "pull" = 1 }
)",
                              "held.toml", "held");
}

/// Of all three phases: everything grows in the ramp, and memory and indexes in the hold.
LoadResult some_load() {
  LoadResult load;
  for (int second = 1; second <= 1050; ++second) {
    const double ramp = second < 400 ? second : 400.0;
    const double hold = second < 400 ? 0.0 : second - 400.0;
    load.moments.push_back({.at_seconds = static_cast<double>(second),
                            .p95_ns = static_cast<std::uint64_t>(1'000'000.0 + 10'000.0 * ramp)});
    result::ObservedMoment moment{.at_seconds = static_cast<double>(second)};
    moment.client_bytes = 50'000'000;
    moment.server_bytes = static_cast<std::int64_t>(100'000'000.0 + 100'000.0 * hold);
    if (second % 5 == 0) {
      moment.events = 1000 + 10 * second;
      moment.table_bytes = *moment.events * 400;
      moment.index_bytes =
          static_cast<std::int64_t>(static_cast<double>(*moment.events) * (100.0 + 0.1 * hold));
    }
    load.observation.moments.push_back(moment);
  }
  return load;
}

}  // namespace

TEST_CASE("series are judged in the longest judged phase whose load does not change",
          "[unit][load]") {
  const load::Scenario scenario = held_after_ramp();
  REQUIRE(load::steady_phase(scenario) == 1);
  const auto trends = trends_of(scenario, some_load());
  REQUIRE(trends.size() == 5);
  CHECK(trends[0].series == "memory of this program");
  CHECK(trends[0].verdict == "steady");
  CHECK(trends[1].series == "memory of the server");
  CHECK(trends[1].verdict == "grows");
  CHECK(trends[1].per_hour == Approx(360e6));
  CHECK(trends[2].series == "table");
  CHECK(trends[2].verdict == "steady");
  CHECK(trends[2].level == Approx(400.0));
  CHECK(trends[3].verdict == "grows");
  CHECK(trends[3].per_hour == Approx(360.0).epsilon(0.01));
  CHECK(trends[4].series == "p95");
  CHECK(trends[4].verdict == "steady");
  const std::string text = load::trends_text(trends);
  CHECK_THAT(text, ContainsSubstring("memory of the server grows 360 MB per hour"));
  CHECK_THAT(text, ContainsSubstring("memory of this program steady"));
}

TEST_CASE("a short run says nothing about what grows, and what is not known is no series",
          "[unit][load]") {
  const load::Scenario scenario = held_after_ramp();
  LoadResult load = some_load();
  load.observation.moments.clear();
  load.moments.resize(410);
  const auto trends = trends_of(scenario, load);
  REQUIRE(trends.size() == 1);
  CHECK(trends[0].verdict == "not enough data");
  CHECK(load::trends_text(trends).empty());
  CHECK(trends_of(scenario, {}).empty());
}
