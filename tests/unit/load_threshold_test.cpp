#include <string>
#include <vector>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "bench/load/judgement.hpp"
#include "bench/load/scenario_file.hpp"
#include "core/tool/errors.hpp"

using namespace eventstore;
using load::Comparison;
using load::parse_threshold;
using load::Quantity;
using load::Records;
using load::Sample;
using load::Scenario;
using load::Series;
using load::Threshold;
using std::chrono::milliseconds;

namespace {

Scenario two_phases() {
  return load::parse_scenario(R"(
question = "?"
[[phase]]
name = "before"
length = "10 s"
[[phase]]
name = "spike"
length = "10 s"
[[phase]]
name = "after"
length = "10 s"
judged = false
[[population]]
name = "readers"
users = 1
mix = { "pull" = 1 }
[[population]]
name = "writers"
users = 1
mix = { "append" = 1 }
)",
                              "two.toml", "two");
}

constexpr std::size_t readers = 0;
constexpr std::size_t writers = 1;

void add(Records& records, std::size_t phase, std::size_t population, milliseconds response,
         Outcome outcome = Outcome::ok) {
  engine::AttemptCounts attempts;
  attempts.add(1, outcome);
  const Sample sample{
      .outcome = outcome, .response = response, .service = response / 2, .lag = response / 2};
  records.add(phase, population, population == readers ? "pull" : "append", sample, attempts);
}

/// As the run judges it at its end.
result::LoadThreshold judged(const std::string& text, const Scenario& scenario,
                             const Records& records) {
  return load::judge(parse_threshold(text), scenario, records, {.phase = 2, .seconds = 10.0});
}

std::string complaint_about(const std::string& text) {
  try {
    static_cast<void>(parse_threshold(text));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a threshold is read with all its parts", "[unit][load]") {
  const Threshold threshold = parse_threshold("p99.9 lag of readers in spike <= 1.5 s");
  CHECK(threshold.quantity == Quantity::percentile);
  CHECK(threshold.percentile == 99.9);
  CHECK(threshold.series == Series::lag);
  CHECK(threshold.of == "readers");
  CHECK(threshold.phase == "spike");
  CHECK(threshold.comparison == Comparison::at_most);
  CHECK(threshold.limit == 1.5e9);
  CHECK(parse_threshold("max<5ms").percentile == 100.0);
  CHECK(parse_threshold("errors < 5 %").limit == Catch::Approx(0.05));
  CHECK(parse_threshold("rate >= 200 /s").limit == 200.0);
  CHECK(parse_threshold("rate >= 200/s").quantity == Quantity::rate);
  const Threshold relative = parse_threshold("p99 in spike < 3 x before");
  CHECK(relative.limit == 3.0);
  CHECK(relative.than_in == "before");
}

TEST_CASE("a threshold that makes no sense is refused with the form", "[unit][load]") {
  for (const char* text :
       {"", "p95", "p95 < 5", "p95 < 5 %", "errors < 5 ms", "rate > 5 %", "p0 < 1 s", "p101 < 1 s",
        "p95 < -1 s", "errors lag < 5 %", "speed < 5 ms", "p95 < 5 ms please"}) {
    INFO(text);
    CHECK(complaint_about(text).find("p95 < 500 ms") != std::string::npos);
  }
}

TEST_CASE("a threshold without a unit, or one that nothing can meet, is told so", "[unit][load]") {
  CHECK(complaint_about("p95 < 5").find("the unit is missing") != std::string::npos);
  CHECK(complaint_about("p50 < 0 ms").find("nothing is below 0") != std::string::npos);
  CHECK(complaint_about("errors < 0 %").find("nothing is below 0") != std::string::npos);
  CHECK(complaint_about("p95 in hold < 3 x hold").find("against itself") != std::string::npos);
  CHECK(parse_threshold("errors <= 0 %").limit == 0.0);
}

TEST_CASE("thresholds look at what they name, and only judged phases where they name none",
          "[unit][load]") {
  const Scenario scenario = two_phases();
  Records records{scenario};
  for (int i = 0; i < 100; ++i) add(records, 0, readers, milliseconds{10});
  for (int i = 0; i < 100; ++i) add(records, 1, readers, milliseconds{50});
  for (int i = 0; i < 100; ++i) add(records, 2, readers, milliseconds{900});
  for (int i = 0; i < 10; ++i) add(records, 1, writers, milliseconds{200});
  CHECK(judged("p50 in before < 11 ms", scenario, records).met);
  CHECK_FALSE(judged("p50 in spike < 11 ms", scenario, records).met);
  CHECK(judged("max of readers < 60 ms", scenario, records).met);
  CHECK_FALSE(judged("max < 60 ms", scenario, records).met);
  CHECK(judged("max of append < 210 ms", scenario, records).met);
  CHECK(judged("p95 service of readers < 30 ms", scenario, records).met);
  CHECK_FALSE(judged("max in after < 210 ms", scenario, records).met);
  CHECK(judged("rate of readers in before >= 10 /s", scenario, records).met);
  CHECK_FALSE(judged("rate of readers in before > 10 /s", scenario, records).met);
  CHECK(judged("p50 of readers in spike < 5.1 x before", scenario, records).met);
  CHECK_FALSE(judged("p50 of readers in spike < 4.9 x before", scenario, records).met);
}

TEST_CASE("shares of errors and of skipped requests are of what was issued, and of what was due",
          "[unit][load]") {
  const Scenario scenario = two_phases();
  Records records{scenario};
  for (int i = 0; i < 98; ++i) add(records, 0, readers, milliseconds{1});
  add(records, 0, readers, milliseconds{1}, Outcome::timeout);
  add(records, 0, readers, milliseconds{1}, Outcome::version_conflict);
  for (int i = 0; i < 100; ++i) records.add_skipped(0, readers);
  CHECK(judged("errors <= 2 %", scenario, records).met);
  CHECK_FALSE(judged("errors < 2 %", scenario, records).met);
  CHECK(judged("skipped <= 50 %", scenario, records).met);
  CHECK_FALSE(judged("skipped < 50 %", scenario, records).met);
  CHECK(judged("conflicts <= 1 %", scenario, records).met);
  CHECK_FALSE(judged("conflicts < 1 %", scenario, records).met);
}

TEST_CASE("a rate is of what was answered while its phase lasted", "[unit][load]") {
  const Scenario scenario = two_phases();
  Records records{scenario};
  for (int i = 0; i < 200; ++i) {
    const Sample sample{.response = milliseconds{1}, .is_late = i >= 100};
    records.add(0, readers, "pull", sample, {});
  }
  // 200 were due in ten seconds, and answered: half of them later.
  CHECK(judged("rate in before >= 10 /s", scenario, records).met);
  CHECK_FALSE(judged("rate in before > 10 /s", scenario, records).met);
}

TEST_CASE("who got no answer counts as later than any limit, however soon it failed",
          "[unit][load]") {
  const Scenario scenario = two_phases();
  Records records{scenario};
  for (int i = 1; i <= 90; ++i) add(records, 0, readers, milliseconds{i});
  for (int i = 0; i < 6; ++i) add(records, 0, readers, milliseconds{0}, Outcome::connection_lost);
  for (int i = 0; i < 4; ++i) records.add_skipped(0, readers);
  // Of 100 that were due the 50th best and the 90th best took 50 and 90 ms; the next has no time.
  CHECK(judged("p50 < 50.1 ms", scenario, records).met);
  CHECK_FALSE(judged("p50 < 49.9 ms", scenario, records).met);
  CHECK(judged("p90 < 90.1 ms", scenario, records).met);
  const result::LoadThreshold beyond = judged("p91 < 1000 s", scenario, records);
  CHECK_FALSE(beyond.met);
  CHECK(beyond.found == "more than 9 % got no answer");
  CHECK_FALSE(judged("max < 1000 s", scenario, records).met);

  for (int i = 0; i < 100; ++i) add(records, 1, readers, milliseconds{1});
  const result::LoadThreshold relative = judged("p95 in spike < 3 x before", scenario, records);
  CHECK_FALSE(relative.met);
  CHECK(relative.found == "more than 5 % got no answer in before");
}

TEST_CASE("a threshold about what was never measured is not met", "[unit][load]") {
  const Scenario scenario = two_phases();
  const Records records{scenario};
  for (const char* text : {"p95 < 1 s", "errors < 5 %", "journeys > 1 %", "p95 < 2 x before"}) {
    const result::LoadThreshold threshold = judged(text, scenario, records);
    INFO(text);
    CHECK_FALSE(threshold.met);
    CHECK(threshold.found.find("nothing was measured") != std::string::npos);
  }
}

TEST_CASE("growth breaks a limit when its whole interval is beyond it", "[unit][load]") {
  const Scenario scenario = two_phases();
  const auto judged = [&](const std::string& text, double low, double high) {
    result::LoadResult load;
    load.phases.resize(3, {.seconds = 600.0});
    load.observation.trends = {{.series = "memory of the server",
                                .unit = "bytes",
                                .verdict = "grows",
                                .per_hour = (low + high) / 2.0,
                                .low_per_hour = low,
                                .high_per_hour = high,
                                .level = 200.0}};
    return load::judge_growth(parse_threshold(text), scenario, load);
  };
  const std::string below = "growth of server_memory < 10 %/h";
  CHECK(judged(below, 19.0, 41.0).met);
  CHECK_FALSE(judged(below, 20.0, 40.0).met);
  CHECK(judged(below, 20.0, 40.0).found == "15 %/h (10 to 20)");
  CHECK(judged(below, -50.0, -40.0).met);
  const std::string above = "growth of server_memory > 10 %/h";
  CHECK(judged(above, 0.0, 21.0).met);
  CHECK_FALSE(judged(above, 0.0, 20.0).met);
}

TEST_CASE("growth of what is not known, or was seen for too short, is not met", "[unit][load]") {
  const Scenario scenario = two_phases();
  const Threshold threshold = parse_threshold("growth of table < 10 %/h");
  result::LoadResult load;
  load.phases.resize(3, {.seconds = 600.0});
  const auto judged = [&] { return load::judge_growth(threshold, scenario, load); };
  CHECK(judged().found == "nothing was measured");
  load.observation.trends = {{.series = "table", .verdict = "not enough data"}};
  CHECK_FALSE(judged().met);
  CHECK(judged().found.starts_with("not enough data"));
  load.observation.trends = {{.series = "table", .verdict = "steady", .level = 100.0}};
  CHECK(judged().met);
  load.phases.front().seconds = 599.0;
  CHECK_FALSE(judged().met);
  CHECK(judged().found.starts_with("not enough data: ten minutes"));
  load.phases.front().seconds = 600.0;
  load.observation.trends.front().level = 0.0;
  CHECK_FALSE(judged().met);
}

TEST_CASE("growth is that of a series, in an hour, and of no phase", "[unit][load]") {
  for (const char* text :
       {"growth < 10 %/h", "growth of readers < 10 %/h", "growth of p95 in spike < 10 %/h",
        "growth of p95 < 2 x before", "growth of p95 < 10 %", "growth lag of p95 < 10 %/h",
        "errors < 10 %/h"}) {
    CAPTURE(text);
    CHECK_FALSE(complaint_about(text).empty());
  }
  CHECK(complaint_about("growth of memory < 1 %/h").find("client_memory, server_memory, table") !=
        std::string::npos);
  try {
    static_cast<void>(load::parse_scenario(R"(
question = "?"
thresholds = [{ that = "growth of p95 < 10 %/h", abort_after = "10 s" }]
[[phase]]
name = "hold"
length = "10 s"
[[population]]
name = "readers"
users = 1
mix = { "pull" = 1 }
)",
                                           "x.toml", "x"));
    FAIL("it was read");
  } catch (const UsageError& error) {
    CHECK(std::string{error.what()}.find("there is no abort_after") != std::string::npos);
  }
}
