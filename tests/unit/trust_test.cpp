// bench_trust without a server: what it holds the harness's numbers against must be right itself.

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/trust/hits.hpp"
#include "bench/trust/pgbench_log.hpp"
#include "bench/trust/pgbench_script.hpp"
#include "bench/trust/sample_shapes.hpp"
#include "bench/trust/verdict.hpp"
#include "core/measure/histogram.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::trust {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using measure::BoundVerdict;
using measure::Histogram;

namespace {

Subject subject_named(const catalogue::Catalogue& catalogue, const std::string& title) {
  return chosen_subjects(catalogue, "^" + title + "$", {}).front();
}

}  // namespace

TEST_CASE("percentiles of every shape are within a thousandth of those of the samples",
          "[unit][trust]") {
  const std::uint64_t seed = GENERATE(1U, 2U, 3U);
  const auto shapes = sample_shapes(seed, 20'000);
  CHECK(shapes.size() == 6);
  for (const SampleShape& shape : shapes) {
    Histogram histogram;
    for (const std::uint64_t sample : shape.samples) histogram.record(sample);
    std::vector<std::uint64_t> ascending = shape.samples;
    std::sort(ascending.begin(), ascending.end());
    for (const double percent : {0.1, 1.0, 25.0, 50.0, 75.0, 95.0, 99.0, 99.9, 100.0}) {
      CAPTURE(shape.name, percent);
      const auto exact = static_cast<double>(exact_percentile(ascending, percent));
      const auto found = static_cast<double>(histogram.percentile(percent));
      CHECK(std::abs(found - exact) <= 0.001 * exact);
    }
  }
}

TEST_CASE("histograms of many parts, merged in any order, are that of the whole", "[unit][trust]") {
  const std::size_t parts = GENERATE(1U, 2U, 7U, 64U);
  for (const SampleShape& shape : sample_shapes(5, 10'000)) {
    Histogram whole, forwards, backwards;
    std::vector<Histogram> pieces(parts);
    for (std::size_t i = 0; i < shape.samples.size(); ++i) {
      whole.record(shape.samples[i]);
      pieces[i % parts].record(shape.samples[i]);
    }
    for (std::size_t i = 0; i < parts; ++i) {
      forwards.merge(pieces[i]);
      backwards.merge(pieces[parts - 1 - i]);
    }
    CAPTURE(shape.name, parts);
    for (const Histogram* merged : {&forwards, &backwards}) {
      CHECK(merged->buckets() == whole.buckets());
      CHECK(merged->min() == whole.min());
      CHECK(merged->max() == whole.max());
      CHECK(merged->mean() == whole.mean());
    }
  }
}

TEST_CASE("an exact percentile is the nearest rank", "[unit][trust]") {
  std::vector<std::uint64_t> ascending(1000);
  for (std::size_t i = 0; i < ascending.size(); ++i) ascending[i] = i + 1;
  CHECK(exact_percentile(ascending, 0.01) == 1);
  CHECK(exact_percentile(ascending, 50) == 500);
  CHECK(exact_percentile(ascending, 99.9) == 999);
  CHECK(exact_percentile(ascending, 100) == 1000);
}

TEST_CASE("fewer than 16 of 20 intervals of 95 % are doubted", "[unit][trust]") {
  CHECK(fewest_hits(20, 0.95) == 16);
  CHECK(fewest_hits(1, 0.95) == 0);
  CHECK(fewest_hits(100, 0.95) > 85);
  CHECK(fewest_hits(100, 0.95) < 92);
}

TEST_CASE("a bound that is missed decides before one that is not decided", "[unit][trust]") {
  Verdicts verdicts;
  verdicts.add(BoundVerdict::met);
  CHECK(verdicts.exit_code() == ExitCode::success);
  verdicts.add(BoundVerdict::undecided);
  CHECK(verdicts.exit_code() == ExitCode::no_verdict);
  verdicts.add(BoundVerdict::missed);
  verdicts.add(BoundVerdict::met);
  CHECK(verdicts.exit_code() == ExitCode::sla_missed);
}

TEST_CASE("medians are of the calls within a window, between whole microseconds", "[unit][trust]") {
  std::istringstream log{
      "0 1 10 0 100 1000\n"
      "0 2 11 0 100 1100\n"
      "0 3 11 0 100 1200\n"
      "0 4 12 0 100 1300\n"
      "0 5 failed 0 100 1400\n"
      "0 6 50000 0 100 51400\n"  // Paused in the middle of it: it began before its window.
      "0 7 20 0 100 51500\n"};
  std::vector<PgbenchCall> calls;
  read_pgbench_log(log, calls);
  REQUIRE(calls.size() == 6);
  CHECK(calls[0].ended_us == 100'001'000);
  const std::array windows{TimeWindow{100'000'000, 100'002'000},
                           TimeWindow{100'050'000, 100'060'000}};
  const auto medians = window_medians(calls, windows);
  REQUIRE(medians.size() == 2);
  CHECK_THAT(medians[0], WithinAbs(11'000, 1e-6));  // 10, 11, 11, 12: in the middle of 11.
  CHECK_THAT(medians[1], WithinAbs(20'000, 1e-6));
  CHECK(window_medians(calls, std::array{TimeWindow{1, 2}}) == std::vector<double>{0});
}

TEST_CASE("a read becomes a script of pgbench with the same arguments", "[unit][trust]") {
  const auto catalogue = catalogue::load_catalogue("reference");
  const auto script =
      pgbench_script(subject_named(catalogue, "load_aggregate/hot_10"),
                     {std::int64_t{3}, "0d1e6a39-6d5c-4f0e-8f5e-0123456789ab", std::int64_t{1}}, 0);
  CHECK(script.reason.empty());
  CHECK_THAT(script.text, ContainsSubstring(":tenant_key::integer"));
  CHECK_THAT(script.text, ContainsSubstring(":aggregate_id::uuid"));
  CHECK_THAT(script.text, !ContainsSubstring("$"));
  CHECK(script.text.ends_with(";\n"));
  const std::pair<std::string, std::string> id{"aggregate_id",
                                               "0d1e6a39-6d5c-4f0e-8f5e-0123456789ab"};
  CHECK(std::find(script.variables.begin(), script.variables.end(), id) != script.variables.end());
}

TEST_CASE("an append becomes a script whose ids are new in every call", "[unit][trust]") {
  const auto catalogue = catalogue::load_catalogue("reference");
  const auto texts = [](std::size_t count) { return std::vector<std::string>(count, "x"); };
  const auto arguments = [&](std::size_t count) {
    return cases::Arguments{std::int64_t{1}, "a",          "Order",
                            std::int64_t{0}, texts(count), texts(count),
                            texts(count),    texts(count), texts(count)};
  };
  const auto one =
      pgbench_script(subject_named(catalogue, "append_events/new_1"), arguments(1), 77);
  CHECK(one.reason.empty());
  CHECK_THAT(one.text,
             ContainsSubstring("\\set new_event :new_ids_from + :calls * 1024 + :client_id\n"));
  CHECK_THAT(one.text, ContainsSubstring("ARRAY[lpad(to_hex(:new_event::bigint), 32, '0')::uuid]"));
  CHECK_THAT(one.text, ContainsSubstring("lpad(to_hex(:new_aggregate::bigint), 32, '0')::uuid"));
  const std::pair<std::string, std::string> from{"new_ids_from", "77"};
  CHECK(std::find(one.variables.begin(), one.variables.end(), from) != one.variables.end());

  CHECK_THAT(
      pgbench_script(subject_named(catalogue, "append_events/new_100"), arguments(100), 0).reason,
      ContainsSubstring("cannot make"));
}

TEST_CASE("of several sizes the one nearest their mean stands for them", "[unit][trust]") {
  CHECK(nearest_the_mean({7}) == 0);
  CHECK(nearest_the_mean({1, 1, 1, 1, 20, 6}) == 5);
  CHECK(nearest_the_mean({4, 6}) == 0);
}

TEST_CASE("a filter that is no expression, or that nothing matches, is bad usage",
          "[unit][trust]") {
  const auto catalogue = catalogue::load_catalogue("reference");
  CHECK_THROWS_AS(chosen_subjects(catalogue, "(", {}), UsageError);
  CHECK_THROWS_AS(chosen_subjects(catalogue, "no_such_case", {}), UsageError);
  CHECK_THROWS_AS(chosen_subjects(catalogue, "", {"no/such"}), UsageError);
  CHECK(chosen_subjects(catalogue, "", {"find_event/known_hot"}).size() == 1);
}

TEST_CASE("cases whose data are not there are left out, with the reason", "[unit][trust]") {
  const auto catalogue = catalogue::load_catalogue("reference");
  auto subjects = chosen_subjects(catalogue, "create_head_token|load_aggregate/hot_1000$", {});
  REQUIRE(subjects.size() == 2);
  dataset::Manifest empty;
  empty.options = nlohmann::json::object();
  const std::string notes = leave_out_inapplicable(subjects, empty);
  REQUIRE(subjects.size() == 1);
  CHECK(subjects.front().title() == "create_head_token/all_tenants");
  CHECK_THAT(notes, ContainsSubstring("load_aggregate/hot_1000: the data have no hot tenant"));
  auto none = chosen_subjects(catalogue, "load_aggregate/hot_1000$", {});
  CHECK_THROWS_AS(leave_out_inapplicable(none, empty), UsageError);
}

}  // namespace eventstore::trust
