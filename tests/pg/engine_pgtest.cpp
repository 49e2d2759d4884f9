// The event storage engine on every store: what goes in comes out, and each call says how it ended.

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "tests/support/engine_store.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using engine::Append;
using engine::EventBatch;
using engine::StoredEvent;
using engine::TrackingToken;

namespace {

std::string any_store() {
  return GENERATE("reference", "reference-hash", "reference-range", "eaf-v1");
}

pg::ResultFormat any_format() {
  return GENERATE(pg::ResultFormat::binary, pg::ResultFormat::text);
}

/// One event as one text, without what the store decides.
std::string told(std::int64_t sequence_number, const std::string& id, const std::string& type,
                 const std::string& metadata, const std::string& payload) {
  return fmt::format("{} {} {} {} {}", sequence_number, id, type, metadata, payload);
}

std::vector<std::string> told(const Append& append) {
  std::vector<std::string> texts;
  std::int64_t sequence_number = append.expected_version;
  for (const engine::NewEvent& event : append.events) {
    texts.push_back(told(++sequence_number, event.id, event.type, event.metadata, event.payload));
  }
  return texts;
}

std::string told(const StoredEvent& event) {
  return told(event.sequence_number, std::string{event.event_id}, std::string{event.event_type},
              std::string{event.metadata}, std::string{event.payload});
}

std::vector<std::string> told(const EventBatch& events) {
  std::vector<std::string> texts;
  for (const StoredEvent& event : events) texts.push_back(told(event));
  return texts;
}

TrackingToken token_after(const StoredEvent& event) {
  return {.transaction_id = event.transaction_id, .position = event.position, .gaps = {}};
}

void append(ConnectedEngine& store, const Append& append) {
  const engine::CallResult result = store.engine.append_events(append);
  INFO(result.message);
  REQUIRE(result.outcome == Outcome::ok);
}

}  // namespace

TEST_CASE("what was appended is loaded again, from every store and in both formats",
          "[pg][engine][beside]") {
  const EmptyStore made{any_store()};
  const auto format = any_format();
  INFO(made.catalogue().store.name);
  ConnectedEngine store{made, {.visibility = {}, .format = format}};
  const Append first = changes(order(1), 0, 3);
  append(store, first);

  const auto loaded = store.engine.load_aggregate(order(1));
  REQUIRE(loaded.call.outcome == Outcome::ok);
  CHECK(told(loaded.events) == told(first));
  for (const StoredEvent& event : loaded.events) {
    CHECK(event.position > 0);
    CHECK(event.aggregate_type == "Order");
    CHECK(event.timestamp_us > 1'700'000'000'000'000);
  }
  const auto tail = store.engine.load_aggregate(order(1), 3);
  REQUIRE(tail.events.size() == 1);
  CHECK(told(tail.events[0]) == told(first).back());
  CHECK(store.engine.load_aggregate(order(2)).events.empty());
  CHECK(store.engine.load_aggregate(order(1, 2)).events.empty());
}

TEST_CASE("both formats give the same events, to the microsecond", "[pg][engine][beside]") {
  const EmptyStore made{any_store()};
  ConnectedEngine binary{made};
  ConnectedEngine text{made, {.visibility = {}, .format = pg::ResultFormat::text}};
  text.wire.command("SET TimeZone = 'Asia/Kolkata'");
  append(binary, changes(order(1), 0, 20));
  const auto from_binary = binary.engine.load_aggregate(order(1));
  const auto from_text = text.engine.load_aggregate(order(1));
  REQUIRE(from_binary.events.size() == 20);
  REQUIRE(from_text.events.size() == 20);
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(from_binary.events[i].timestamp_us == from_text.events[i].timestamp_us);
    CHECK(from_binary.events[i].position == from_text.events[i].position);
    CHECK(from_binary.events[i].transaction_id == from_text.events[i].transaction_id);
    CHECK(told(from_binary.events[i]) == told(from_text.events[i]));
  }
}

TEST_CASE("a stale version, a future version and a repeated event are told apart",
          "[pg][engine][beside]") {
  const EmptyStore made{GENERATE("reference", "reference-hash", "reference-range")};
  ConnectedEngine store{made};
  const Append first = changes(order(1), 0, 2);
  append(store, first);
  CHECK(store.engine.append_events(changes(order(1), 1)).outcome == Outcome::version_conflict);
  CHECK(store.engine.append_events(changes(order(1), 3)).outcome == Outcome::version_conflict);
  CHECK(store.engine.append_events(changes(order(2), 1)).outcome == Outcome::version_conflict);
  Append again = first;
  again.expected_version = 2;
  CHECK(store.engine.append_events(again).outcome == Outcome::duplicate_event);
  CHECK(store.engine.load_aggregate(order(1)).events.size() == 2);
}

TEST_CASE("an append of many events is all there or not at all", "[pg][engine][beside]") {
  const EmptyStore made{any_store()};
  ConnectedEngine store{made};
  const Append other = changes(order(2), 0);
  append(store, other);
  Append many = changes(order(1), 0, 100);
  many.events.back().id = other.events.front().id;
  CHECK(store.engine.append_events(many).outcome == Outcome::duplicate_event);
  CHECK(store.engine.load_aggregate(order(1)).events.empty());
}

TEST_CASE("streaming gives what loading gives, and can be left", "[pg][engine][beside]") {
  const EmptyStore made{any_store()};
  const auto format = any_format();
  ConnectedEngine store{made, {.visibility = {}, .format = format}};
  const Append many = changes(order(1), 0, 1000);
  append(store, many);

  std::vector<std::string> streamed;
  const auto whole = store.engine.stream_aggregate(order(1), 1, [&](const StoredEvent& event) {
    streamed.push_back(told(event));
    return true;
  });
  CHECK(whole.outcome == Outcome::ok);
  CHECK(whole.rows == 1000);
  CHECK(streamed == told(many));

  int seen = 0;
  const auto part =
      store.engine.stream_aggregate(order(1), 1, [&](const StoredEvent&) { return ++seen < 10; });
  CHECK(part.outcome == Outcome::ok);
  CHECK(seen == 10);
  CHECK_THROWS_AS(
      store.engine.stream_aggregate(
          order(1), 1, [](const StoredEvent&) -> bool { throw std::runtime_error("enough"); }),
      std::runtime_error);
  CHECK(store.engine.load_aggregate(order(1)).events.size() == 1000);
}

TEST_CASE("a batch after a token continues where the last one ended", "[pg][engine]") {
  const EmptyStore made{any_store()};
  ConnectedEngine store{made};
  std::vector<std::string> all, of_first;
  for (int round = 0; round < 5; ++round) {
    for (std::int64_t tenant_key = 1; tenant_key <= 2; ++tenant_key) {
      const Append next = changes(order(1, tenant_key), round * 3, 3);
      append(store, next);
      for (const std::string& text : told(next)) {
        all.push_back(text);
        if (tenant_key == 1) of_first.push_back(text);
      }
    }
  }
  const auto read = [&](const engine::Tenant* of) {
    std::vector<std::string> texts;
    TrackingToken token;
    while (true) {
      const auto batch = store.engine.read_batch(of, token, 4);
      REQUIRE(batch.call.outcome == Outcome::ok);
      if (batch.events.empty()) return texts;
      for (const StoredEvent& event : batch.events) texts.push_back(told(event));
      token = token_after(batch.events.back());
    }
  };
  const engine::Tenant first = tenant(1);
  CHECK(read(nullptr) == all);
  CHECK(read(&first) == of_first);
}

TEST_CASE("tokens stand before the first event, after the last, and before a time",
          "[pg][engine]") {
  const EmptyStore made{any_store()};
  ConnectedEngine store{made};
  CHECK(store.engine.create_head_token().token == TrackingToken{});
  CHECK(store.engine.create_tail_token().token == TrackingToken{});
  CHECK(store.engine.create_token_at(0).token == TrackingToken{});

  append(store, changes(order(1), 0, 5));
  const auto events = store.engine.load_aggregate(order(1));
  const TrackingToken head = store.engine.create_head_token().token;
  const TrackingToken tail = store.engine.create_tail_token().token;
  CHECK(head == token_after(events.events.back()));
  CHECK(store.engine.read_batch(nullptr, head, 10).events.empty());
  CHECK(store.engine.read_batch(nullptr, tail, 10).events.size() == 5);
  const TrackingToken at = store.engine.create_token_at(events.events[0].timestamp_us).token;
  CHECK(store.engine.read_batch(nullptr, at, 10).events.size() == 5);
}

TEST_CASE("an event is found by its id, by its own tenant only", "[pg][engine][beside]") {
  const EmptyStore made{any_store()};
  ConnectedEngine store{made};
  const Append first = changes(order(7), 0, 2);
  append(store, first);
  const auto found = store.engine.find_event(tenant(1), first.events[1].id);
  REQUIRE(found.event.size() == 1);
  CHECK(found.event[0].aggregate_id == order(7).id);
  CHECK(found.event[0].sequence_number == 2);
  CHECK(store.engine.find_event(tenant(2), first.events[1].id).event.empty());
  CHECK(store.engine.find_event(tenant(1), order(1).id).event.empty());
}

TEST_CASE("an aggregate is rebuilt from its snapshot and the events since",
          "[pg][engine][beside]") {
  const EmptyStore made{any_store()};
  const auto format = any_format();
  ConnectedEngine store{made, {.visibility = {}, .format = format}};
  append(store, changes(order(1), 0, 12));
  const auto without = store.engine.load_aggregate_from_snapshot(order(1));
  CHECK_FALSE(without.snapshot.snapshot);
  CHECK(without.tail.size() == 12);
  CHECK_FALSE(store.engine.load_snapshot(order(1)).snapshot);

  const engine::NewSnapshot snapshot{order(1), 10, R"({"total": 10})"};
  REQUIRE(store.engine.store_snapshot(snapshot).outcome == Outcome::ok);
  const auto loaded = store.engine.load_aggregate_from_snapshot(order(1));
  REQUIRE(loaded.call.outcome == Outcome::ok);
  REQUIRE(loaded.snapshot.snapshot);
  CHECK(loaded.snapshot.snapshot->sequence_number == 10);
  CHECK(loaded.snapshot.snapshot->payload == snapshot.payload);
  REQUIRE(loaded.tail.size() == 2);
  CHECK(loaded.tail[0].sequence_number == 11);
  const auto alone = store.engine.load_snapshot(order(1));
  REQUIRE(alone.snapshot);
  CHECK(alone.snapshot->aggregate_type == "Order");
}

TEST_CASE("an older snapshot never replaces a younger one", "[pg][engine][beside]") {
  const EmptyStore made{GENERATE("reference", "reference-hash", "reference-range")};
  ConnectedEngine store{made};
  REQUIRE(store.engine.store_snapshot({order(1), 20, "{}"}).outcome == Outcome::ok);
  CHECK(store.engine.store_snapshot({order(1), 10, "{}"}).outcome == Outcome::version_conflict);
  CHECK(store.engine.store_snapshot({order(1), 20, "{}"}).outcome == Outcome::version_conflict);
  CHECK(store.engine.load_snapshot(order(1)).snapshot->sequence_number == 20);
}

TEST_CASE("a tenant's name is data, whatever stands in it", "[pg][engine][beside]") {
  const EmptyStore made{"eaf-v1"};
  ConnectedEngine store{made};
  engine::AggregateName name = order(1);
  name.tenant.id = "'; DROP TABLE domain_events; --";
  name.type = "Ord\"er\\";
  append(store, changes(name, 0));
  const auto loaded = store.engine.load_aggregate(name);
  REQUIRE(loaded.events.size() == 1);
  CHECK(loaded.events[0].aggregate_type == name.type);
}

TEST_CASE("an engine is not made for a store whose operations ask for what no request holds",
          "[pg][engine][beside]") {
  const EmptyStore made;
  catalogue::Catalogue changed = made.catalogue();
  for (catalogue::Operation& operation : changed.operations) {
    if (operation.name != "load_aggregate") continue;
    operation.parameters.back().source = {"case", "colour"};
  }
  pg::Wire wire{made.database()};
  CHECK_THROWS_MATCHES(
      (engine::EventStorageEngine{wire, changed}), UsageError,
      MessageMatches(ContainsSubstring("load_aggregate.sql:") && ContainsSubstring("case.colour")));
}

TEST_CASE("an operation that the store does not have is asked for in vain",
          "[pg][engine][beside]") {
  const EmptyStore made;
  catalogue::Catalogue changed = made.catalogue();
  std::erase_if(changed.operations, [](const auto& each) { return each.name == "find_event"; });
  pg::Wire wire{made.database()};
  engine::EventStorageEngine engine{wire, changed};
  CHECK_THROWS_MATCHES(engine.find_event(tenant(1), order(1).id), UsageError,
                       MessageMatches(ContainsSubstring("operations/find_event.sql")));
}

TEST_CASE("a connection that was cut is an outcome, for reads, streams and appends",
          "[pg][engine][beside]") {
  const EmptyStore made;
  ConnectedEngine store{made};
  append(store, changes(order(1), 0, 10));
  pg::Wire other{made.database()};
  other.command(fmt::format("SELECT pg_terminate_backend({}, 5000)", store.wire.backend_pid()));
  CHECK(store.engine.load_aggregate(order(1)).call.outcome == Outcome::connection_lost);
  CHECK(
      store.engine.stream_aggregate(order(1), 1, [](const StoredEvent&) { return true; }).outcome ==
      Outcome::connection_lost);
  CHECK(store.engine.append_events(changes(order(1), 10)).outcome == Outcome::connection_lost);
  CHECK(store.engine.create_head_token().call.outcome == Outcome::connection_lost);
}

}  // namespace eventstore::tests
