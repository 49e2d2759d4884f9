// seed-events --describe: what it says of a data set, and that it counts right.
#include "generator/describe.hpp"

#include <sstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "generator/block_walk.hpp"
#include "generator/describe_buckets.hpp"
#include "generator/describe_rows.hpp"
#include "generator/event_factory.hpp"
#include "tests/support/golden.hpp"

using namespace eventstore;
using namespace eventstore::seed;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string described(const Shape& shape, const DescribeStyle& style = {}) {
  Progress progress{Verbosity::quiet};
  return describe_shape(shape, style, progress);
}

/// Counts all events of a small data set; `change` may spoil each of them before.
template <typename Change>
RowTally tally_of(const Change& change) {
  const Plan plan = make_plan({.events = 2'000, .tenants = 5});
  RowTally tally{plan};
  BlockWalk walk{plan};
  EventFactory factory{plan};
  for (std::size_t block = 0; block < plan.block_count(); ++block) {
    std::int64_t position = plan.block_starts[block];
    for (const PlannedEvent& planned : walk.read(block)) {
      Event event = factory.event(planned, ++position);
      change(event);
      tally.add(plan, planned, event);
    }
  }
  return tally;
}

}  // namespace

TEST_CASE("the description of a small data set", "[unit][describe]") {
  const std::string text = described({.events = 20'000, .tenants = 5});
  CHECK(text == tests::golden("describe.txt", text));
}

TEST_CASE("a description fits a terminal of 80 columns", "[unit][describe]") {
  const BarStyle bars = GENERATE(BarStyle::ascii, BarStyle::blocks);
  const Interleave interleave = GENERATE(Interleave::none, Interleave::lifetimes, Interleave::all);
  std::istringstream lines{described({.events = 300'000, .tenants = 40, .interleave = interleave},
                                     {.terminal = {.width = 80}, .bars = bars})};
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(display_width(line) < 80);
  }
}

TEST_CASE("the smallest data set is described as well", "[unit][describe]") {
  const std::string text = described({.events = 1, .tenants = 1});
  CHECK_THAT(text, ContainsSubstring("none: no aggregate has 100 events") &&
                       ContainsSubstring("no aggregate has two events") &&
                       ContainsSubstring("hold 100.0 % of the bytes"));
  CHECK_THAT(described({.events = 10, .tenants = 2, .snapshot_every = 0}),
             ContainsSubstring("none: --snapshot-every 0"));
}

TEST_CASE("a cause ahead of its event and a clock that runs back are told", "[unit][describe]") {
  const RowTally right = tally_of([](Event&) {});
  CHECK(right.caused > 0);
  CHECK(right.caused_later == 0);
  CHECK(right.backwards == 0);
  CHECK_THAT(describe_chains(right, {}), ContainsSubstring("none is ahead of it"));

  const RowTally late = tally_of([](Event& event) {
    if (event.position == 1000) event.timestamp_us -= 86'400'000'000LL * 100;
    if (event.position == 1001) event.event_id = Uuid{};
  });
  CHECK(late.backwards == 1);
  CHECK(late.caused_later == 1);
  CHECK_THAT(describe_times(late, {}), ContainsSubstring("1 event older than the one before it"));
  CHECK_THAT(describe_chains(late, {}), ContainsSubstring("1 event ahead of it"));
}

TEST_CASE("a chain that leaves its tenant is told", "[unit][describe]") {
  const RowTally mixed = tally_of([](Event& event) {
    event.metadata = R"({"correlation_id": "00000000-0000-0000-0000-000000000000"})";
  });
  CHECK(mixed.chains.size() == 1);
  CHECK_THAT(describe_chains(mixed, {}), ContainsSubstring("1 to another tenant"));
}

TEST_CASE("buckets keep what lies between and drop what is empty around", "[unit][describe]") {
  Buckets buckets{1, 2, 5, 10, 20, 30};
  buckets.add(2, 3, 7);
  buckets.add(4);
  buckets.add(10);
  const auto filled = buckets.filled();
  REQUIRE(filled.size() == 3);
  CHECK(filled[0].label == "2 - 4");
  CHECK(filled[0].count == 4);
  CHECK(filled[0].weight == 7);
  CHECK(filled[1].count == 0);
  CHECK(filled[2].label == "10 - 19");
  CHECK(buckets.count() == 5);
  buckets.add(-5);
  buckets.add(1000);
  CHECK(buckets.filled().front().label == "1");
  CHECK(buckets.filled().back().label == "20 - 29");
}
