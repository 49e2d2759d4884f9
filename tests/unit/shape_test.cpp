// The shape of a data set: what its options take, and what they do to the plan and the payloads.
#include "generator/shape.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "core/events/content.hpp"
#include "core/tool/errors.hpp"
#include "generator/block_walk.hpp"
#include "generator/plan.hpp"
#include "generator/shape_options.hpp"
#include "generator/tenant_totals.hpp"

using namespace eventstore;
using namespace eventstore::seed;

namespace {

/// Of which aggregate each event is, in global order.
std::vector<std::uint32_t> aggregates_in_order(const Plan& plan) {
  std::vector<std::uint32_t> order;
  BlockWalk walk{plan};
  for (std::size_t block = 0; block < plan.block_count(); ++block) {
    for (const PlannedEvent& event : walk.read(block)) order.push_back(event.aggregate);
  }
  return order;
}

/// Among the events that are not their aggregate's first: how many follow it directly.
double share_of_neighbours(const std::vector<std::uint32_t>& order) {
  std::set<std::uint32_t> met;
  double later = 0;
  double neighbours = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (met.insert(order[i]).second) continue;
    ++later;
    if (order[i] == order[i - 1]) ++neighbours;
  }
  return neighbours / later;
}

}  // namespace

TEST_CASE("each option of the shape is written as it is read", "[unit][shape]") {
  CHECK(to_text(TenantSkew{}) == "80/20");
  for (const char* text : {"80/20", "90/10", "50/50", "99/1", "uniform", "zipf:0.5", "zipf:1",
                           "zipf:1.125", "zipf:3"}) {
    CHECK(to_text(parse_tenant_skew(text)) == text);
  }
  for (const char* text : {"0/20", "100/20", "20/80", "80", "80/20/1", "zipf", "zipf:", "zipf:3.1",
                           "zipf:-1", "Uniform", "", " 80/20", "8O/20"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_tenant_skew(text), UsageError);
  }
  for (const char* text : {"70/25/5", "100/0/0", "0/0/100", "1/1/98"}) {
    CHECK(payload_mix_text({.mix = parse_payload_mix(text).value()}) == text);
  }
  for (const char* text : {"70/25", "70/25/6", "-5/100/5", "70/25/5/0", "", "a/b/c", "70/25/5 "}) {
    CAPTURE(text);
    CHECK_FALSE(parse_payload_mix(text));
  }
  for (const char* text : {"0.1", "0.25", "1", "2.125", "10"}) {
    CHECK(payload_scale_text({.permille = parse_payload_scale(text).value()}) == text);
  }
  for (const char* text : {"0", "0.09", "10.001", "1.", ".5", "1.0000", "-1", "1e1", "x", ""}) {
    CAPTURE(text);
    CHECK_FALSE(parse_payload_scale(text));
  }
  for (const char* text : {"none", "lifetimes", "all"}) {
    CHECK(to_text(parse_interleave(text)) == text);
  }
  CHECK_THROWS_AS(parse_interleave("some"), UsageError);
}

TEST_CASE("a shape is kept in the manifest and found there again", "[unit][shape]") {
  const Shape shape{.events = 77,
                    .tenants = 7,
                    .seed = ~0ULL,
                    .tenant_skew = parse_tenant_skew("zipf:1.5"),
                    .payloads = {.mix = {10, 20, 70}, .permille = 250},
                    .interleave = Interleave::all,
                    .snapshot_every = 10,
                    .appended = {5, 6}};
  CHECK(shape_of(nlohmann::json::parse(shape_options(shape).dump())) == shape);
  CHECK(shape_of(shape_options(Shape{})) == Shape{});
  CHECK_THROWS_AS(shape_of(nlohmann::json::object()), Failure);
  CHECK_NOTHROW(require_same({"events", "tenant-skew"}, shape, shape));
  CHECK_THROWS_AS(require_same({"payload-mix"}, Shape{}, shape), UsageError);
}

TEST_CASE("the top B % of the tenants own A % of the events", "[unit][shape]") {
  const auto [text, tenants, top, percent] =
      GENERATE(table<std::string, std::int32_t, std::size_t, double>({{"90/10", 100, 10, 90},
                                                                      {"50/50", 12, 6, 50},
                                                                      {"30/20", 100, 20, 30},
                                                                      {"99/1", 1000, 10, 99},
                                                                      {"80/20", 10'000, 2000, 80},
                                                                      {"60/30", 10, 3, 60}}));
  const std::vector<std::int64_t> totals =
      tenant_totals(1'000'000, tenants, parse_tenant_skew(text));
  CAPTURE(text, tenants);
  double owned = 0;
  for (std::size_t i = 0; i < top; ++i) owned += static_cast<double>(totals[i]) / 10'000;
  CHECK(owned > percent - 1);
  CHECK(owned < percent + 1);
  CHECK(std::is_sorted(totals.rbegin(), totals.rend()));
  CHECK(totals.back() >= 1);
}

TEST_CASE("Zipf's law gives the second tenant its power of the first", "[unit][shape]") {
  const auto totals = tenant_totals(1'000'000, 100, parse_tenant_skew("zipf:1"));
  CHECK(std::abs(totals[0] - 2 * totals[1]) < 10);
  CHECK(std::abs(totals[0] - 10 * totals[9]) < 100);
  const auto even = tenant_totals(1'000'000, 100, parse_tenant_skew("uniform"));
  CHECK(even.front() == 10'000);
  CHECK(even.back() == 10'000);
}

TEST_CASE("payloads of every scale are JSON of the announced size, and their class is known",
          "[unit][shape]") {
  const PayloadProfile profile{.mix = {40, 40, 20},
                               .permille = GENERATE(100, 137, 333, 500, 2'000, 10'000)};
  CAPTURE(profile.permille);
  std::map<PayloadClass, int> classes;
  for (std::uint64_t i = 0; i < 2'000; ++i) {
    const EventKey key{.seed = 9, .aggregate = i, .sequence_number = 1};
    std::string payload;
    append_payload(payload, key, profile);
    CAPTURE(i, payload);
    REQUIRE(payload.size() == payload_bytes(key, profile));
    REQUIRE(payload_class_of_size(payload.size(), profile) == payload_class(key, profile));
    REQUIRE(nlohmann::json::accept(payload));
    ++classes[payload_class(key, profile)];
  }
  CHECK(classes[PayloadClass::small] > 700);
  CHECK(classes[PayloadClass::large] > 300);
}

TEST_CASE("interleaving decides whether an aggregate's events are neighbours", "[unit][shape]") {
  const auto neighbours = [](Interleave interleave) {
    const Plan plan =
        make_plan({.events = 40'000, .tenants = 6, .seed = 5, .interleave = interleave});
    const std::vector<std::uint32_t> order = aggregates_in_order(plan);
    CHECK(order.size() == 40'000);
    return share_of_neighbours(order);
  };
  CHECK(neighbours(Interleave::none) == 1.0);
  CHECK(neighbours(Interleave::lifetimes) < 0.2);
  CHECK(neighbours(Interleave::all) < 0.02);
}

TEST_CASE("snapshots come as often as asked, or not at all", "[unit][shape]") {
  const auto snapshots = [](std::uint32_t every) {
    return make_plan({.events = 40'000, .tenants = 6, .seed = 5, .snapshot_every = every})
        .new_snapshots;
  };
  CHECK(snapshots(0) == 0);
  CHECK(snapshots(10) > 3 * snapshots(100));
  CHECK(snapshots(1) ==
        std::ssize(make_plan({.events = 40'000, .tenants = 6, .seed = 5}).aggregates));
}
