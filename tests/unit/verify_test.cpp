// The checks of --verify on data that need no server: events are handed over one by one.
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "generator/aggregate_check.hpp"
#include "generator/block_walk.hpp"
#include "generator/event_chain.hpp"
#include "generator/event_factory.hpp"
#include "generator/json_members.hpp"
#include "generator/landmarks.hpp"
#include "generator/path_check.hpp"
#include "generator/position_scan.hpp"
#include "generator/reference_check.hpp"
#include "generator/row_intake.hpp"
#include "generator/seed_target.hpp"
#include "generator/share_check.hpp"
#include "generator/snapshot_check.hpp"

using namespace eventstore;
using namespace eventstore::seed;
using Catch::Matchers::ContainsSubstring;

namespace {

dataset::Manifest manifest_of(const std::vector<Plan>& plans) {
  dataset::Manifest manifest = new_manifest("reference", plans.back().shape);
  for (const Plan& plan : plans) {
    manifest.events += plan.events();
    manifest.aggregates += plan.new_aggregates;
    manifest.snapshots += plan.new_snapshots;
  }
  add_landmarks(manifest, plans);
  return manifest;
}

/// The latest snapshot of each aggregate, whichever plan made it.
void take_snapshots(RowIntake& intake, const std::vector<Plan>& plans) {
  std::map<std::uint32_t, std::pair<const Plan*, std::uint32_t>> latest;
  for (const Plan& plan : plans) {
    for (std::uint32_t i = 0; i < plan.aggregates.size(); ++i) {
      if (plan.makes_snapshot(plan.aggregates[i])) latest[plan.aggregates[i].number] = {&plan, i};
    }
  }
  for (const auto& [number, made] : latest) {
    EventFactory factory{*made.first};
    intake.take_snapshot(factory.snapshot(made.second), "");
  }
}

using Change = std::function<void(Event&)>;

ReadBack read_plans(
    const std::vector<Plan>& plans, const dataset::Manifest& manifest,
    const Change& change = [](Event&) {}) {
  ReadBack data{manifest};
  RowIntake intake{manifest, data};
  take_snapshots(intake, plans);
  for (const Plan& plan : plans) {
    BlockWalk walk{plan};
    EventFactory factory{plan};
    for (std::size_t block = 0; block < plan.block_count(); ++block) {
      std::int64_t position = plan.block_starts[block];
      for (const PlannedEvent& planned : walk.read(block)) {
        Event event = factory.event(planned, ++position);
        change(event);
        intake.take_event(event, "");
      }
    }
  }
  intake.add_to_whole();
  return data;
}

/// All checks of what rows say of each other; the first complaint.
Complaint judge(ReadBack& data, const dataset::Manifest& manifest, const Shape& shape) {
  for (const auto& check : std::vector<std::function<Complaint()>>{
           [&] { return data.first_complaint.text; },
           [&] { return check_tenant_events(data, manifest); },
           [&] { return check_aggregates(data, manifest); }, [&] { return check_paths(data, 2); },
           [&] { return check_references(data, 2); }, [&] { return check_top_share(data, shape); },
           [&] { return check_payload_shares(data, shape); },
           [&] { return check_snapshots(data, manifest.snapshots, shape.snapshot_every); }}) {
    if (Complaint complaint = check(); !complaint.empty()) return complaint;
  }
  return {};
}

}  // namespace

TEST_CASE("no check complains of what is planned, whatever the shape", "[unit][verify]") {
  const Shape shape = GENERATE(
      Shape{.events = 20'000, .tenants = 5}, Shape{.events = 1, .tenants = 1},
      Shape{.events = 7, .tenants = 7, .snapshot_every = 1}, Shape{.events = 600, .tenants = 5},
      Shape{.events = 20'000,
            .tenants = 20,
            .tenant_skew = {.events_percent = 99, .tenants_percent = 1}},
      Shape{.events = 3'000,
            .tenants = 30,
            .tenant_skew = {.law = TenantSkew::Law::zipf, .exponent_permille = 1'100},
            .payloads = {.mix = {0, 0, 100}, .permille = 100},
            .interleave = Interleave::all,
            .snapshot_every = 0},
      Shape{.events = 10'000, .tenants = 5, .seed = 8, .appended = {3'000, 1, 7'000}},
      Shape{.events = 1'000,
            .tenants = 6,
            .interleave = Interleave::none,
            .snapshot_every = 7,
            .appended = std::vector<std::int64_t>(20, 3)});
  CAPTURE(shape.events, shape.tenants, shape.appended.size());
  const std::vector<Plan> plans = make_plans(shape);
  const dataset::Manifest manifest = manifest_of(plans);
  ReadBack data = read_plans(plans, manifest);
  CHECK(judge(data, manifest, shape).empty());
}

TEST_CASE("two events of the same id are found, by any number of threads", "[unit][verify]") {
  const int threads = GENERATE(1, 4);
  const std::vector<Plan> plans = make_plans({.events = 40'000, .tenants = 5});
  const dataset::Manifest manifest = manifest_of(plans);
  Uuid id;
  std::int64_t timestamp_us = 0;
  const ReadBack data = read_plans(plans, manifest, [&](Event& event) {
    if (event.position == 20'000) {
      id = event.event_id;
      timestamp_us = event.timestamp_us;
    } else if (event.position == 20'001 || event.position == 39'000) {
      event.event_id = id;
      event.timestamp_us = timestamp_us;
    }
  });
  CHECK_THAT(check_references(data, threads),
             ContainsSubstring("the event at position 20001 of aggregate") &&
                 ContainsSubstring("is also that of the event at position 20000"));
}

TEST_CASE("a snapshot of too early a version, or where none is due, is found", "[unit][verify]") {
  const std::vector<Plan> plans = make_plans({.events = 3'000, .tenants = 5});
  const dataset::Manifest manifest = manifest_of(plans);
  ReadBack data = read_plans(plans, manifest);
  REQUIRE(check_paths(data, 2).empty());
  CHECK(check_snapshots(data, manifest.snapshots, 100).empty());
  CHECK_THAT(check_snapshots(data, manifest.snapshots, 50),
             ContainsSubstring("has a snapshot of version") || ContainsSubstring("no snapshot"));
  CHECK_THAT(check_snapshots(data, manifest.snapshots, 0), ContainsSubstring("not none"));
  CHECK_THAT(check_snapshots(data, manifest.snapshots + 1, 100),
             ContainsSubstring(" snapshots, not"));
}

TEST_CASE("shares that are not what the shape asks for are found", "[unit][verify]") {
  const Shape shape{.events = 1'000, .tenants = 5};
  dataset::Manifest manifest;
  manifest.events = shape.events;
  manifest.tenants.resize(5);
  ReadBack data{manifest};
  data.events_by_tenant = {785, 80, 55, 45, 35};
  CHECK_THAT(check_top_share(data, shape), ContainsSubstring("78.5 % of the events, not 80 %"));
  data.events_by_tenant = {40, 795, 85, 45, 35};
  CHECK(check_top_share(data, shape).empty());
  CHECK_THAT(top_share(data, shape), Catch::Matchers::WithinAbs(0.795, 1e-9));

  data.events = 20'000;
  for (int i = 0; i < 20'000; ++i) data.payload_sizes.add(i < 10'000 ? 100 : 1'000);
  CHECK_THAT(check_payload_shares(data, shape),
             ContainsSubstring("20 % of the events hold 36.4 % of the payloads' octets"));
  Shape other = shape;
  other.payloads.mix = {50, 50, 0};
  CHECK(check_payload_shares(data, other).empty());
}

TEST_CASE("event types lead where the life cycle says, and nowhere else", "[unit][verify]") {
  const EventTypes& order = event_types_by_kind()[kind_named("Order").value()];
  const auto state_after = [&](const std::vector<std::string>& events) {
    EventTypes::State state = EventTypes::before_first;
    for (const auto& event : events) state = order.after(state, order.code_of(event).value());
    return state;
  };
  CHECK(order.status(state_after({"OrderPlaced"})) == "open");
  CHECK(order.status(state_after({"OrderPlaced", "OrderNoteAdded", "OrderPutOnHold"})) == "paused");
  CHECK(order.status(state_after({"OrderPlaced", "OrderPaid", "OrderPacked"})) == "closing");
  const std::vector<std::string> whole{"OrderPlaced", "OrderPaid", "OrderPacked", "OrderShipped",
                                       "OrderDelivered"};
  CHECK(order.status(state_after(whole)) == "completed");
  CHECK(order.status(state_after({"OrderPlaced", "OrderCancelled"})) == "abandoned");

  const auto wrong = GENERATE(
      values<std::vector<std::string>>({{"OrderNoteAdded"},
                                        {"OrderPlaced", "OrderPlaced"},
                                        {"OrderPlaced", "OrderReleased"},
                                        {"OrderPlaced", "OrderPacked"},
                                        {"OrderPlaced", "OrderPutOnHold", "OrderNoteAdded"},
                                        {"OrderPlaced", "OrderPaid", "OrderNoteAdded"},
                                        {"OrderPlaced", "OrderPaid", "OrderShipped"},
                                        {"OrderPlaced", "OrderPaid", "OrderPaid"},
                                        {"OrderPlaced", "OrderCancelled", "OrderNoteAdded"},
                                        {"OrderPlaced", "OrderPaid", "OrderPacked", "OrderShipped",
                                         "OrderDelivered", "OrderLineAdded"}}));
  CHECK(state_after(wrong) == EventTypes::nowhere);
  CHECK_FALSE(order.code_of("UserLoggedIn"));
  CHECK_FALSE(kind_named("order"));
}

TEST_CASE("an event's chain is read in any order of keys and with any white space",
          "[unit][verify]") {
  const std::string cause = "0190a000-0000-7000-8000-000000000001";
  const std::string chain = "0190A000-0000-7000-8000-00000000000f";
  EventChain event;
  REQUIRE(event.read("\n{ \"correlation_id\" :\"" + chain + R"(", "x": {"causation_id": "no", )" +
                     R"("y": ["}", "\"]"]} , "n":-1.5e3,"causation_id":")" + cause + "\"\t}\n"));
  CHECK(to_text(event.causation_id()) == cause);
  CHECK(to_text(event.correlation_id()) == "0190a000-0000-7000-8000-00000000000f");

  CHECK_FALSE(event.read(R"({"causation_id": ")" + cause + "\"}"));
  CHECK(event.complaint() == "its metadata have no correlation_id");
  CHECK_FALSE(event.read(R"({"causation_id": null, "correlation_id": null})"));
  CHECK(event.complaint() == "the causation_id in its metadata is not a UUID");
}

TEST_CASE("what is no JSON object is told from one", "[unit][verify]") {
  const auto is_object = [](std::string_view text) {
    JsonMembers members{text};
    while (members.next()) {
    }
    return members.is_object();
  };
  for (const auto* text : {"{}", " { } ", R"({"a":1})", R"({"a": {"b": [1, "]"]}, "c" : "\\"})"}) {
    CAPTURE(text);
    CHECK(is_object(text));
  }
  for (const auto* text :
       {"", "[]", "null", "{", "{}}", R"({"a"})", R"({"a":})", R"({"a":1,})", R"({"a":1 "b":2})",
        R"({"a":"\"})", R"({"a":[1})", R"({"a":{"b":1})", R"({a:1})", R"({,"a":1})"}) {
    CAPTURE(text);
    CHECK_FALSE(is_object(text));
  }
}

TEST_CASE("the first wrong position is found, whatever the number of threads", "[unit][verify]") {
  const int threads = GENERATE(1, 2, 7);
  const auto wrong_from = [](std::int64_t wanted) {
    return [wanted](PositionRange range) -> Complaint {
      for (std::int64_t position = range.first; position < range.end; ++position) {
        if (position >= wanted) return std::to_string(position);
      }
      return {};
    };
  };
  CHECK(first_wrong(100'000, threads, wrong_from(1)) == "1");
  CHECK(first_wrong(100'000, threads, wrong_from(60'001)) == "60001");
  CHECK(first_wrong(100'000, threads, wrong_from(100'000)) == "100000");
  CHECK(first_wrong(100'000, threads, wrong_from(100'001)).empty());
}
