// What --append plans: a later history that continues the one before it legally.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "core/events/content.hpp"
#include "generator/continuation.hpp"
#include "generator/landmarks.hpp"
#include "generator/plan.hpp"
#include "tests/support/planned_rows.hpp"

using namespace eventstore;
using namespace eventstore::seed;
using eventstore::tests::PlannedRow;
using eventstore::tests::rows_of;

namespace {

const Shape appended_shape{
    .events = 20'000, .tenants = 5, .seed = 8, .appended = {3'000, 1, 10'000}};

}  // namespace

TEST_CASE("appended events continue positions, times and sequences, and no event changes",
          "[unit][append]") {
  const std::vector<PlannedRow> first = rows_of(make_plan(appended_shape));
  const std::vector<PlannedRow> rows = rows_of(make_plans(appended_shape));
  REQUIRE(rows.size() == 33'001);
  for (std::size_t i = 0; i < first.size(); ++i) REQUIRE(rows[i].event == first[i].event);

  std::map<std::string, std::int64_t> versions;
  std::set<std::string> ids;
  std::int64_t continued = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i, rows[i].aggregate);
    REQUIRE(rows[i].position == static_cast<std::int64_t>(i) + 1);
    if (i > 0) REQUIRE(rows[i].timestamp_us >= rows[i - 1].timestamp_us);
    REQUIRE(++versions[rows[i].aggregate] == rows[i].sequence_number);
    REQUIRE(rows[i].sequence_number <= 1000);
    REQUIRE(ids.insert(rows[i].event).second);
    if (i >= first.size() && rows[i].sequence_number > 1) ++continued;
  }
  CHECK(continued > 6'000);
}

TEST_CASE("an aggregate that goes on has the event types of one that was never interrupted",
          "[unit][append]") {
  const std::vector<Plan> plans = make_plans(appended_shape);
  std::map<std::uint32_t, std::vector<std::string>> written;
  for (const Plan& plan : plans) {
    for (const PlannedAggregate& planned : plan.aggregates) {
      auto& types = written[planned.number];
      REQUIRE(types.size() == planned.before);
      for (std::uint32_t i = 0; i < planned.length; ++i) {
        types.emplace_back(event_type({.seed = plan.shape.seed,
                                       .aggregate = planned.number,
                                       .sequence_number = planned.before + i + 1,
                                       .length = planned.version()}));
      }
    }
  }
  int continued = 0;
  for (const Plan& plan : plans) {
    for (const PlannedAggregate& planned : plan.aggregates) {
      const auto& types = written[planned.number];
      if (planned.before == 0 || types.size() != planned.version()) continue;
      ++continued;
      for (std::size_t i = 0; i < types.size(); ++i) {
        CAPTURE(planned.number, i, types.size());
        REQUIRE(types[i] == event_type({.seed = plan.shape.seed,
                                        .aggregate = planned.number,
                                        .sequence_number = static_cast<std::int64_t>(i) + 1,
                                        .length = static_cast<std::int64_t>(types.size())}));
      }
    }
  }
  CHECK(continued > 500);
}

TEST_CASE("every cause is an earlier event of the tenant, and a chain has one correlation",
          "[unit][append]") {
  std::map<std::string, PlannedRow> by_id;
  int across_aggregates = 0;
  for (const PlannedRow& row : rows_of(make_plans(appended_shape))) {
    CAPTURE(row.position);
    if (row.causation == row.event) {
      REQUIRE(row.correlation == row.event);
    } else {
      REQUIRE(by_id.contains(row.causation));
      const PlannedRow& cause = by_id.at(row.causation);
      REQUIRE(cause.tenant == row.tenant);
      REQUIRE(cause.correlation == row.correlation);
      REQUIRE(by_id.contains(row.correlation));
      if (cause.aggregate != row.aggregate) ++across_aggregates;
    }
    by_id.emplace(row.event, row);
  }
  CHECK(across_aggregates > 100);
}

TEST_CASE("the landmarks of a data set that was appended to are found in all of it",
          "[unit][append]") {
  const std::vector<Plan> plans = make_plans(appended_shape);
  dataset::Manifest manifest;
  add_landmarks(manifest, plans);
  const std::vector<PlannedRow> rows = rows_of(plans);
  std::map<std::string, std::int64_t> versions;
  std::map<std::string, std::vector<std::int64_t>> positions;
  std::set<std::string> ids;
  for (const PlannedRow& row : rows) {
    versions[row.aggregate] = row.sequence_number;
    positions[row.tenant].push_back(row.position);
    ids.insert(row.event);
  }
  CHECK(manifest.tokens.head.position == 33'001);
  CHECK(manifest.tokens.head.timestamp_us == rows.back().timestamp_us);
  CHECK(manifest.tokens.middle.position == 16'500);
  for (const auto& [name, subject] : manifest.subjects) {
    CAPTURE(name);
    const auto& own = positions[subject.id];
    REQUIRE(std::ssize(own) == subject.events);
    CHECK(subject.tokens.head.position == own.back());
    CHECK(subject.tokens.middle.position == own[own.size() / 2 - 1]);
    for (const std::string& id : subject.event_ids) CHECK(ids.contains(id));
    for (const auto& [version, aggregates] : subject.aggregates_by_version) {
      for (const auto& aggregate : aggregates) CHECK(versions[aggregate.id] == version);
    }
  }
}

TEST_CASE("what was final is not continued", "[unit][append]") {
  const std::vector<Plan> plans = make_plans(appended_shape);
  const std::vector<AggregateHead> heads = aggregate_heads({plans.data(), 1});
  int final_ones = 0;
  for (std::size_t number = 0; number < heads.size(); ++number) {
    const EventKey last{.seed = 8,
                        .aggregate = number,
                        .sequence_number = heads[number].version,
                        .length = heads[number].version};
    if (can_continue(last)) continue;
    ++final_ones;
    for (const PlannedAggregate& planned : plans[1].aggregates) {
      REQUIRE((planned.before == 0 || planned.number != number));
    }
  }
  CHECK(final_ones > 100);
}

TEST_CASE("fewer events than tenants can be appended", "[unit][append]") {
  const auto events = GENERATE(1, 2, 7);
  const std::vector<Plan> plans =
      make_plans({.events = 500, .tenants = 12, .seed = 4, .appended = {events}});
  CHECK(plans.back().events() == events);
  CHECK(std::ssize(rows_of(plans)) == 500 + events);
}

TEST_CASE("thousands of times as many events can be appended as there are", "[unit][append]") {
  const std::vector<PlannedRow> rows =
      rows_of(make_plans({.events = 1, .tenants = 1, .seed = 42, .appended = {7'000, 20'000}}));
  REQUIRE(rows.size() == 27'001);
  std::map<std::string, std::int64_t> versions;
  constexpr std::int64_t year_2100_us = 4'102'444'800LL * 1'000'000;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    REQUIRE(++versions[rows[i].aggregate] == rows[i].sequence_number);
    if (i > 0) REQUIRE(rows[i].timestamp_us >= rows[i - 1].timestamp_us);
    REQUIRE(rows[i].timestamp_us < year_2100_us);
  }
}
