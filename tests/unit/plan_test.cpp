// The plan of seed-events: shares, lengths, order; and the rows that follow from it.
#include "generator/plan.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "generator/block_walk.hpp"
#include "generator/generate.hpp"
#include "generator/landmarks.hpp"
#include "generator/stream_lengths.hpp"
#include "generator/tenant_totals.hpp"
#include "tests/support/planned_rows.hpp"

using namespace eventstore;
using namespace eventstore::seed;
using eventstore::tests::PlannedRow;
using eventstore::tests::rows_of;

namespace {

Totals totals_of(const Plan& plan, int workers) {
  Progress quiet{Verbosity::quiet};
  return generate_events(plan, workers, no_sink(), quiet);
}

std::int64_t sum_of(const std::vector<std::int64_t>& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
}

}  // namespace

TEST_CASE("the rows do not depend on the number of workers", "[unit][plan]") {
  const Plan plan = make_plan({.events = 100'000, .tenants = 12, .seed = 42});
  REQUIRE(plan.block_count() > 7);
  const Totals one = totals_of(plan, 1);
  const int workers = GENERATE(2, 7, 20);
  const Totals several = totals_of(plan, workers);
  CHECK(several.fingerprint == one.fingerprint);
  CHECK(several.events == 100'000);
  CHECK(several.payload_bytes() == one.payload_bytes());
  CHECK(several.metadata_bytes == one.metadata_bytes);
}

TEST_CASE("the rows depend on each of events, tenants and seed", "[unit][plan]") {
  const Totals base = totals_of(make_plan({.events = 2'000, .tenants = 4, .seed = 1}), 1);
  CHECK(totals_of(make_plan({.events = 2'000, .tenants = 4, .seed = 1}), 1).fingerprint ==
        base.fingerprint);
  CHECK(totals_of(make_plan({.events = 2'001, .tenants = 4, .seed = 1}), 1).fingerprint !=
        base.fingerprint);
  CHECK(totals_of(make_plan({.events = 2'000, .tenants = 5, .seed = 1}), 1).fingerprint !=
        base.fingerprint);
  CHECK(totals_of(make_plan({.events = 2'000, .tenants = 4, .seed = 2}), 1).fingerprint !=
        base.fingerprint);
}

TEST_CASE("the fingerprint of a small data set is what it was", "[unit][plan]") {
  const Plan plan = make_plan({.events = 1'000, .tenants = 3, .seed = 42});
  CHECK(to_text(totals_of(plan, 1).fingerprint) == "b5fba5ea7d2a592d04cf342b2c01c6fb");
}

TEST_CASE("the top fifth of the tenants own 80 % of the events", "[unit][plan]") {
  const std::int32_t tenants = GENERATE(5, 6, 10, 12, 37, 100, 1'000, 10'000);
  const std::vector<std::int64_t> totals = tenant_totals(1'000'000, tenants);
  CAPTURE(tenants);
  REQUIRE(std::ssize(totals) == tenants);
  CHECK(sum_of(totals) == 1'000'000);
  CHECK(std::is_sorted(totals.rbegin(), totals.rend()));
  CHECK(totals.back() >= 1);
  const auto top = (tenants + 4) / 5;
  const std::int64_t owned = std::accumulate(totals.begin(), totals.begin() + top, std::int64_t{0});
  CHECK(owned >= 790'000);
  CHECK(owned <= 810'000);
}

TEST_CASE("every tenant owns an event, however few there are", "[unit][plan]") {
  const std::int32_t tenants = GENERATE(1, 2, 3, 4, 5, 12, 99);
  for (std::int64_t events = tenants; events < tenants + 30; ++events) {
    const std::vector<std::int64_t> totals = tenant_totals(events, tenants);
    CAPTURE(tenants, events);
    CHECK(sum_of(totals) == events);
    CHECK(*std::min_element(totals.begin(), totals.end()) >= 1);
  }
}

TEST_CASE("fewer events than tenants are refused", "[unit][plan]") {
  using Catch::Matchers::ContainsSubstring;
  using Catch::Matchers::MessageMatches;
  CHECK_THROWS_MATCHES(
      make_plan({.events = 11, .tenants = 12, .seed = 42}), UsageError,
      MessageMatches(ContainsSubstring("--events 11") && ContainsSubstring("--tenants 12")));
}

TEST_CASE("tiny data sets work", "[unit][plan]") {
  const auto [events, tenants] =
      GENERATE(table<std::int64_t, std::int32_t>({{1, 1}, {2, 1}, {2, 2}, {12, 12}, {25, 12}}));
  const Plan plan = make_plan({.events = events, .tenants = tenants, .seed = 3});
  CHECK(std::ssize(rows_of(plan)) == events);
  CHECK(totals_of(plan, 3).events == events);
  dataset::Manifest manifest;
  add_landmarks(manifest, {&plan, 1});
  CHECK(manifest.tokens.head.position == events);
  CHECK(manifest.tokens.tail.position == 0);
  CHECK(manifest.subjects.at("cold").events == plan.tenants.back().events);
}

TEST_CASE("lengths add up, stay in 1 to 1000, and are mostly short", "[unit][plan]") {
  const std::uint64_t seed = GENERATE(1U, 2U, 3U, 4U);
  const std::vector<std::uint32_t> lengths = stream_lengths({.seed = seed, .events = 500'000});
  std::int64_t sum = 0;
  std::int64_t in_long_ones = 0;
  std::int64_t short_ones = 0;
  for (const std::uint32_t length : lengths) {
    REQUIRE(length >= 1);
    REQUIRE(length <= stream_length_max);
    sum += length;
    if (length > 100) in_long_ones += length;
    if (length <= 10) ++short_ones;
  }
  CHECK(sum == 500'000);
  CHECK(in_long_ones <= 200'000);
  CHECK(short_ones > std::ssize(lengths) * 8 / 10);
}

TEST_CASE("hot, middle and cold tenant have aggregates of each length that is benchmarked",
          "[unit][plan]") {
  const Plan plan = make_plan({.events = 1'000'000, .tenants = 12, .seed = 42});
  const SubjectTenants subjects = subject_tenants(plan.tenants.size());
  for (const std::size_t tenant : {subjects.hot, subjects.middle, subjects.cold}) {
    std::map<std::uint32_t, int> counts;
    for (const PlannedAggregate& aggregate : plan.aggregates) {
      if (aggregate.tenant == tenant) ++counts[aggregate.length];
    }
    CAPTURE(tenant);
    CHECK(counts[1000] >= 3);
    CHECK(counts[150] >= 10);
    CHECK(counts[100] >= 15);
    CHECK(counts[10] >= 16);
    CHECK(counts[1] >= 16);
  }
}

TEST_CASE("a subject with a thousand events has an aggregate of a thousand", "[unit][plan]") {
  const std::int64_t events = GENERATE(1'000, 1'001, 3'999, 4'000);
  const std::vector<std::uint32_t> lengths =
      stream_lengths({.seed = 5, .events = events, .pinning = Pinning::benchmarked});
  CHECK(std::count(lengths.begin(), lengths.end(), 1000U) >= 1);
  CHECK(std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0}) == events);
}

TEST_CASE("a million events of twelve tenants are a thousand aggregates or more in each",
          "[unit][plan]") {
  const std::uint64_t seed = GENERATE(0U, 1U, 2U, 42U, 4711U, 987654321U);
  const Plan plan = make_plan({.events = 1'000'000, .tenants = 12, .seed = seed});
  for (const PlannedTenant& tenant : plan.tenants) {
    CAPTURE(seed, tenant.id);
    CHECK(tenant.aggregates >= 1'000);
  }
}

TEST_CASE("positions are dense, times never run backwards, sequences are 1, 2, 3, ...",
          "[unit][plan]") {
  const Plan plan = make_plan({.events = 30'000, .tenants = 6, .seed = 11});
  std::map<std::string, PlannedRow> last;
  std::int64_t position = 0;
  std::int64_t time = 0;
  for (const PlannedRow& row : rows_of(plan)) {
    REQUIRE(row.position == ++position);
    REQUIRE(row.timestamp_us >= time);
    time = row.timestamp_us;
    PlannedRow& before = last[row.aggregate];
    REQUIRE(row.sequence_number == before.sequence_number + 1);
    REQUIRE(row.timestamp_us > before.timestamp_us);
    if (before.sequence_number > 0) REQUIRE(row.tenant == before.tenant);
    before = row;
  }
  CHECK(position == 30'000);
  CHECK(std::ssize(last) == std::ssize(plan.aggregates));
}

TEST_CASE("causes are earlier events of the same tenant, or the event itself", "[unit][plan]") {
  const Plan plan = make_plan({.events = 20'000, .tenants = 5, .seed = 12});
  std::map<std::string, std::string> tenants_by_event;
  std::int64_t caused = 0;
  for (const PlannedRow& row : rows_of(plan)) {
    tenants_by_event[row.event] = row.tenant;
    for (const std::string& cause : {row.causation, row.correlation}) {
      REQUIRE(tenants_by_event.contains(cause));
      REQUIRE(tenants_by_event[cause] == row.tenant);
    }
    REQUIRE((row.causation == row.event) == (row.correlation == row.event));
    if (row.causation != row.event) ++caused;
  }
  CHECK(caused > 5'000);
}

TEST_CASE("a worker that reads only some blocks reads the same ones", "[unit][plan]") {
  const Plan plan = make_plan({.events = 60'000, .tenants = 5, .seed = 9});
  BlockWalk all{plan};
  BlockWalk some{plan};
  for (std::size_t block = 0; block < plan.block_count(); ++block) {
    const auto whole = all.read(block);
    CHECK(std::ssize(whole) == plan.block_starts[block + 1] - plan.block_starts[block]);
    if (block % 3 != 1) continue;
    const auto part = some.read(block);
    CHECK(std::equal(whole.begin(), whole.end(), part.begin(), part.end(),
                     [](const PlannedEvent& a, const PlannedEvent& b) {
                       return a.tick == b.tick && a.aggregate == b.aggregate && a.index == b.index;
                     }));
  }
}

TEST_CASE("aggregates interleave: neighbours in the table are of different aggregates",
          "[unit][plan]") {
  const Plan plan = make_plan({.events = 30'000, .tenants = 6, .seed = 11});
  const std::vector<PlannedRow> rows = rows_of(plan);
  std::int64_t same = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].aggregate == rows[i - 1].aggregate) ++same;
  }
  CHECK(same < 300);
}

TEST_CASE("the calendar is strictly increasing, and busy on weekdays", "[unit][plan]") {
  const Calendar calendar;
  CHECK(calendar.unix_us(0) == Calendar::start_us);
  constexpr std::int64_t samples = 100'000;
  constexpr std::int64_t day_us = 86'400LL * 1'000'000;
  std::int64_t last = -1;
  std::int64_t on_weekends = 0;
  for (std::int64_t i = 0; i < samples; ++i) {
    const std::int64_t tick = calendar.length_ticks() / samples * i;
    const std::int64_t us = calendar.unix_us(tick);
    REQUIRE(us > last);
    REQUIRE(calendar.unix_us(tick + 1) > us);
    last = us;
    if ((us - Calendar::start_us) / day_us % 7 >= 5) ++on_weekends;
  }
  CHECK(last < Calendar::start_us + Calendar::half_year * 7 * day_us);
  CHECK(on_weekends < samples / 10);
  CHECK(on_weekends > 0);
}

TEST_CASE("landmarks name what is in the data", "[unit][plan]") {
  const Plan plan = make_plan({.events = 50'000, .tenants = 6, .seed = 21});
  const std::vector<PlannedRow> rows = rows_of(plan);
  dataset::Manifest manifest;
  add_landmarks(manifest, {&plan, 1});

  std::map<std::string, std::int64_t> versions;
  std::map<std::string, std::vector<const PlannedRow*>> by_tenant;
  std::map<std::string, const PlannedRow*> by_event;
  for (const PlannedRow& row : rows) {
    versions[row.aggregate] = row.sequence_number;
    by_tenant[row.tenant].push_back(&row);
    by_event[row.event] = &row;
  }
  CHECK(manifest.tokens.middle.position == 25'000);
  CHECK(manifest.tokens.head.timestamp_us == rows.back().timestamp_us);
  CHECK(manifest.tokens.tail.timestamp_us == rows.front().timestamp_us);
  for (const auto& [name, subject] : manifest.subjects) {
    CAPTURE(name);
    const auto& own = by_tenant[subject.id];
    REQUIRE(std::ssize(own) == subject.events);
    CHECK(subject.tokens.tail.timestamp_us == own.front()->timestamp_us);
    CHECK(subject.tokens.tail.position == 0);
    CHECK(subject.tokens.middle.position == own[own.size() / 2 - 1]->position);
    CHECK(subject.tokens.head.position == own.back()->position);
    CHECK(subject.tokens.head.timestamp_us == own.back()->timestamp_us);
    CHECK(subject.event_ids.size() == 64);
    for (const std::string& id : subject.event_ids) {
      REQUIRE(by_event.contains(id));
      CHECK(by_event[id]->tenant == subject.id);
    }
    for (const auto& [version, aggregates] : subject.aggregates_by_version) {
      CHECK(aggregates.size() <= 64);
      for (const auto& aggregate : aggregates) CHECK(versions[aggregate.id] == version);
    }
    CHECK(subject.aggregates_by_version.at(10).size() >= 3);
  }
}

TEST_CASE("a snapshot holds the largest hundred of events that there is", "[unit][plan]") {
  CHECK(snapshot_version(1, 100) == 0);
  CHECK(snapshot_version(99, 100) == 0);
  CHECK(snapshot_version(100, 100) == 100);
  CHECK(snapshot_version(250, 100) == 200);
  CHECK(snapshot_version(1000, 100) == 1000);
  CHECK(snapshot_version(1000, 0) == 0);
}
