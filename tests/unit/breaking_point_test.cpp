// What is made of a breaking point's windows: the step, the limit's name, the text, the document.

#include "bench/load/breaking_point.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/load/appending_operations.hpp"
#include "bench/load/breaking_point_text.hpp"
#include "bench/load/limiting_resource.hpp"
#include "bench/load/operation_step.hpp"
#include "bench/load/scaling.hpp"
#include "core/result/breaking_point_tables.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/store_copy.hpp"

using namespace eventstore;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
using load::limiting_resource;
using result::BreakingPoint;
using result::LoadObservation;

namespace {

constexpr int connections = 20;

LoadObservation busy(double server, double client, double machine) {
  LoadObservation seen;
  seen.seconds = 10.0;
  seen.cores = 2;
  seen.server_cpu_seconds = server;
  seen.client_cpu_seconds = client;
  seen.machine_cpu_seconds = machine;
  seen.wait_events = {{"CPU", 90}, {"idle", 10}};
  return seen;
}

LoadObservation waiting(std::map<std::string, std::uint64_t> events) {
  LoadObservation seen = busy(2.0, 1.0, 4.0);
  seen.wait_events = std::move(events);
  return seen;
}

BreakingPoint some_point() {
  BreakingPoint point{.operation = "find_event/known_hot",
                      .slo = "p99 < 50 ms",
                      .slo_ns = 50e6,
                      .connections = connections,
                      .end = "found",
                      .highest_rate = 400.0,
                      .broken_rate = 420.0,
                      .limit = "CPU: both cores are busy"};
  point.windows = {{.look = "probe",
                    .target_rate = 800.0,
                    .achieved_rate = 420.0,
                    .p99_ns = 9'000'000'000,
                    .backlog = 1200,
                    .verdict = "broke",
                    .why = "fell behind"},
                   {.look = "confirm",
                    .target_rate = 400.0,
                    .achieved_rate = 399.0,
                    .p99_ns = 20'000'000,
                    .verdict = "held"}};
  for (int round = 0; round < 3; ++round) {
    for (const int n : load::scaling_steps(connections)) {
      point.scaling.windows.push_back({n, 1000.0 * n / (1.0 + 0.1 * (n - 1))});
    }
  }
  load::finish_scaling(point.scaling, 2);
  return point;
}

}  // namespace

TEST_CASE("an append becomes the step that keeps the books, another operation a call",
          "[unit][load]") {
  const catalogue::Catalogue reference = catalogue::load_catalogue("reference");
  const auto step = [&](const std::string& name) {
    return load::step_of_operation(reference, name);
  };
  const load::Step ten = step("append_events/new_10");
  CHECK(ten.label == "append_events/new_10");
  const auto& append = std::get<load::AppendStep>(ten.action);
  CHECK(append.events == 10);
  CHECK(append.target == load::Target::fresh);
  CHECK(std::get<load::AppendStep>(step("append_events").action).events == 1);
  const load::Step long_one = step("append_events/hot_long_1");
  const auto& existing = std::get<load::AppendStep>(long_one.action);
  CHECK(existing.target == load::Target::own);
  CHECK(existing.own_length == 1000);
  const load::Step cold = step("find_event/known_cold");
  const auto& call = std::get<load::CallStep>(cold.action);
  CHECK(call.operation == "find_event");
  CHECK(call.case_name == "known_cold");
  CHECK(step("find_event").label == "find_event/known_hot");
  CHECK_THROWS_AS(step("find_events"), UsageError);
  CHECK_THROWS_AS(step("find_event/nothing"), UsageError);
  CHECK_THROWS_AS(step("append_events/stale"), UsageError);
}

TEST_CASE("another operation that appends is called, not replaced by an append step",
          "[unit][load]") {
  const tests::StoreCopy own{"tests/stores/marten-like"};
  const catalogue::Catalogue catalogue = catalogue::load_catalogue(own.path());
  const load::Step step = load::step_of_operation(catalogue, "append_to_stream/new_100");
  CHECK(std::get<load::CallStep>(step.action).operation == "append_to_stream");
  CHECK(load::append_operation(catalogue) == nullptr);
  CHECK(load::writes(step, catalogue));
}

TEST_CASE("an append writes, and a call as its operation does", "[unit][load]") {
  const catalogue::Catalogue reference = catalogue::load_catalogue("reference");
  const auto writes = [&](const std::string& name) {
    return load::writes(load::step_of_operation(reference, name), reference);
  };
  CHECK(writes("append_events"));
  CHECK(writes("store_snapshot"));
  CHECK_FALSE(writes("find_event"));
  CHECK_FALSE(load::writes(load::Step{.label = "pull", .action = load::PullStep{}}, reference));
}

TEST_CASE("cores that are busy are the limit, or the generator where it takes more of them",
          "[unit][load]") {
  const auto server = limiting_resource(busy(12.0, 5.0, 19.0), connections);
  CHECK_THAT(server.text, ContainsSubstring("CPU: both cores are busy (server 60.0 %, this"));
  CHECK_FALSE(server.is_generator);
  CHECK(limiting_resource(busy(6.0, 12.0, 19.0), connections).is_generator);
  const auto others = limiting_resource(busy(3.0, 2.0, 20.0), connections);
  CHECK_FALSE(others.is_generator);
  CHECK_THAT(others.text, ContainsSubstring("others took 75.0 % of the cores"));
  CHECK_THAT(others.text, ContainsSubstring("CPU: both cores are busy"));
  LoadObservation flushing = busy(3.0, 2.0, 20.0);
  flushing.wait_events = {{"LWLock:WALWrite", 70}, {"CPU", 30}};
  CHECK_THAT(limiting_resource(flushing, connections).text,
             ContainsSubstring("WAL flush: 70.0 % of looks wait for it, mostly on LWLock:WALWrite; "
                               "others took 75.0 %"));
}

TEST_CASE("where cores are free, what the sessions wait for is the limit", "[unit][load]") {
  const auto text = [](std::map<std::string, std::uint64_t> events) {
    return limiting_resource(waiting(std::move(events)), connections).text;
  };
  CHECK_THAT(text({{"IO:WALSync", 50}, {"LWLock:WALWrite", 11}, {"CPU", 39}}),
             ContainsSubstring("WAL flush: 61.0 % of looks wait for it, mostly on IO:WALSync"));
  CHECK_THAT(text({{"Lock:transactionid", 60}, {"CPU", 40}}),
             ContainsSubstring("locks of other transactions: 60.0 %"));
  CHECK_THAT(text({{"CPU", 90}, {"IO:WALSync", 10}}), ContainsSubstring("CPU of the server: 90"));
  CHECK_THAT(text({{"CPU", 40}, {"IPC:A", 20}, {"Client:B", 20}, {"Lock:C", 20}}),
             ContainsSubstring("the pool: its 20 connections were always in use"));
  CHECK_THAT(text({{"idle", 1000}}), ContainsSubstring("not seen"));
  CHECK_THAT(limiting_resource({}, connections).text, ContainsSubstring("not seen"));
}

TEST_CASE("two observations become one", "[unit][load]") {
  LoadObservation sum = busy(1.0, 2.0, 4.0);
  sum.lock_waits = {{.blocked = "a", .blocking = "b", .lock = "tuple", .looks = 1}};
  LoadObservation more = busy(3.0, 4.0, 8.0);
  more.lock_waits = {{.blocked = "a", .blocking = "b", .lock = "tuple", .looks = 2},
                     {.blocked = "a", .blocking = "c", .lock = "tuple", .looks = 5}};
  more.deadlocks = 1;
  load::merge(sum, more);
  CHECK(sum.seconds == 20.0);
  CHECK(sum.wait_events.at("CPU") == 180);
  CHECK(sum.server_cpu_seconds == 4.0);
  CHECK(sum.deadlocks == 1);
  REQUIRE(sum.lock_waits.size() == 2);
  CHECK(sum.lock_waits.at(0).looks == 3);
  CHECK_FALSE(sum.wal_bytes.has_value());
}

TEST_CASE("connections are doubled up to those of the pool", "[unit][load]") {
  CHECK(load::scaling_steps(20) == std::vector{1, 2, 4, 8, 16, 20});
  CHECK(load::scaling_steps(8) == std::vector{1, 2, 4, 8});
  CHECK(load::scaling_steps(1) == std::vector{1});
}

TEST_CASE("what scales is fitted, judged at the cores, and carried to twice as many",
          "[unit][load]") {
  const result::LoadScaling scaling = some_point().scaling;
  CHECK(scaling.is_fitted);
  CHECK(scaling.sigma.value == Approx(0.1));
  CHECK(scaling.efficiency.value == Approx(1.0 / 1.1));
  CHECK(scaling.verdict == "linear");
  CHECK(scaling.predicted_low < scaling.predicted_high);
  result::LoadScaling few{.windows = {{1, 10.0}, {2, 20.0}}};
  load::finish_scaling(few, 2);
  CHECK_FALSE(few.is_fitted);
}

TEST_CASE("a law that runs past what was measured decides nothing about growth", "[unit][load]") {
  // Less than twice with two connections, and more than the law can hold with eight.
  result::LoadScaling bent;
  for (int round = 0; round < 3; ++round) {
    const double noise = 1.0 + 0.01 * round;
    for (const auto& [connections, rate] :
         std::map<int, double>{{1, 320.0}, {2, 400.0}, {4, 980.0}, {8, 1900.0}, {16, 3700.0}}) {
      bent.windows.push_back({connections, rate * noise});
    }
  }
  load::finish_scaling(bent, 2);
  REQUIRE(bent.is_fitted);
  REQUIRE(bent.efficiency.low >= 0.9);
  CHECK(bent.verdict == "undecided");
  const auto measured = result::measured_efficiency(bent);
  REQUIRE(measured);
  CHECK(measured->value == Approx(0.625));
  const std::vector<result::LoadSentence> facts = result::scaling_facts(bent);
  CHECK_THAT(facts.at(1).text, ContainsSubstring("0.625"));
  CHECK_FALSE(result::measured_efficiency({.windows = {{2, 400.0}}, .cores = 2}));
}

TEST_CASE("bars and reasons are of the percentile that was asked for", "[unit][load]") {
  BreakingPoint point = some_point();
  point.slo = "p50 < 50 ms";
  CHECK_THAT(load::summary_text(point, Terminal{}, BarStyle::ascii), ContainsSubstring(" p50\n"));
}

TEST_CASE("the text of a breaking point has the curve, the limit, the fit and the verdict",
          "[unit][load]") {
  BreakingPoint point = some_point();
  const std::string text = load::summary_text(point, {}, BarStyle::ascii);
  CHECK_THAT(text, ContainsSubstring("400/s"));
  CHECK_THAT(text, ContainsSubstring("held, long"));
  CHECK_THAT(text, ContainsSubstring("####"));
  CHECK_THAT(text, ContainsSubstring("About the limit: CPU"));
  CHECK_THAT(text, ContainsSubstring("sigma 0.1"));
  CHECK_THAT(text, ContainsSubstring("Up to 2 cores: linear"));
  CHECK_THAT(text, ContainsSubstring(
                       "Breaking point of find_event/known_hot with p99 < 50 ms: 400/s held"));
  CHECK(static_cast<int>(load::exit_code_of(point)) == 0);

  point.end = "generator";
  CHECK_THAT(load::summary_text(point, {}, BarStyle::ascii), ContainsSubstring("NO VERDICT"));
  CHECK(static_cast<int>(load::exit_code_of(point)) == 7);
  point.end = "never held";
  CHECK(static_cast<int>(load::exit_code_of(point)) == 3);
  point.ledger.unread = "the server is gone";
  CHECK(static_cast<int>(load::exit_code_of(point)) == 1);
  CHECK_THAT(load::summary_text(point, {}, BarStyle::ascii),
             ContainsSubstring("NO VERDICT on reconciliation: the server is gone"));
  point.ledger.unread.clear();
  point.end = "stopped";
  CHECK(static_cast<int>(load::exit_code_of(point)) == 1);
  point.violations = {{.kind = "lost", .count = 2, .first = "event 7"}};
  CHECK(static_cast<int>(load::exit_code_of(point)) == 6);
  CHECK_THAT(load::summary_text(point, {}, BarStyle::ascii), ContainsSubstring("VIOLATED: lost"));
}

TEST_CASE("a breaking point comes back from its JSON", "[unit][load]") {
  BreakingPoint before = some_point();
  before.ledger.acknowledged = 12;
  before.violations = {{.kind = "lost", .count = 2, .first = "event 7"}};
  const auto json = result::to_json_value(before);
  const BreakingPoint after = result::breaking_point_from_json(json);
  CHECK(result::to_json_value(after) == json);
  CHECK(after.windows.size() == 2);
  CHECK(after.highest_rate == 400.0);
  CHECK(after.scaling.cores == 2);
  CHECK(after.ledger.acknowledged == 12);
  CHECK(after.violations.at(0).count == 2);
}
