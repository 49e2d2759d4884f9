// What events say: ids, life cycles, payloads, metadata, snapshots.
#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <nlohmann/json.hpp>

#include "core/events/aggregate_kind.hpp"
#include "core/events/content.hpp"
#include "core/events/event.hpp"

using namespace eventstore;

namespace {

using Json = nlohmann::ordered_json;

/// Whether all objects within have their keys in jsonb's order, each once.
bool has_jsonb_key_order(const Json& json) {
  std::string last;
  for (auto item = json.begin(); item != json.end(); ++item) {
    if (json.is_object()) {
      const std::string& key = item.key();
      const bool follows =
          last.empty() || last.size() < key.size() || (last.size() == key.size() && last < key);
      if (!follows) return false;
      last = key;
    }
    if (item->is_structured() && !has_jsonb_key_order(*item)) return false;
  }
  return true;
}

std::string payload_of(const EventKey& key) {
  std::string payload;
  append_payload(payload, key);
  return payload;
}

EventKey some_key(std::uint64_t number) {
  return {.seed = 7,
          .aggregate = number / 5,
          .sequence_number = static_cast<std::int64_t>(number % 5) + 1,
          .length = 5};
}

/// The same life cycle as a machine that takes one event after the other.
class Walker {
 public:
  explicit Walker(const LifeCycle& life_cycle) : life_cycle_(life_cycle) {}

  bool takes(std::string_view event) {
    switch (state_) {
      case State::unborn:
        return event == life_cycle_.created && go(State::open);
      case State::paused:
        return event == life_cycle_.resumed && go(State::open);
      case State::final:
        return false;
      case State::closing:
        return step(event);
      case State::open:
        break;
    }
    if (event == life_cycle_.paused) return go(State::paused);
    if (event == life_cycle_.abandoned) return go(State::final);
    if (event == life_cycle_.completion.front()) return step(event);
    return std::find(life_cycle_.modifications.begin(), life_cycle_.modifications.end(), event) !=
           life_cycle_.modifications.end();
  }

  [[nodiscard]] bool is_final() const { return state_ == State::final; }
  [[nodiscard]] bool is_paused() const { return state_ == State::paused; }

 private:
  enum class State { unborn, open, paused, closing, final };
  bool go(State state) {
    state_ = state;
    return true;
  }
  bool step(std::string_view event) {
    if (event != life_cycle_.completion[closed_++]) return false;
    return go(closed_ == life_cycle_.completion.size() ? State::final : State::closing);
  }

  const LifeCycle& life_cycle_;
  State state_ = State::unborn;
  std::size_t closed_ = 0;
};

}  // namespace

TEST_CASE("a UUID of version 4 and one of version 7 say so", "[unit][events]") {
  const std::string random = to_text(uuid_v4(~0ULL, ~0ULL));
  CHECK(random == "ffffffff-ffff-4fff-bfff-ffffffffffff");
  // 1,736,121,600,000 ms is 0x019438e94800.
  const std::string timed = to_text(uuid_v7(1'736'121'600'000'000, 0, 0));
  CHECK(timed == "019438e9-4800-7000-8000-000000000000");
}

TEST_CASE("ids of version 7 sort as their microseconds do", "[unit][events]") {
  std::uint64_t state = 1;
  for (std::int64_t us = 1'736'121'600'000'000; us < 1'736'121'600'002'100; ++us) {
    const Uuid earlier = uuid_v7(us, next_bits(state), next_bits(state));
    const Uuid later = uuid_v7(us + 1, next_bits(state), next_bits(state));
    REQUIRE(earlier.bytes < later.bytes);
  }
}

TEST_CASE("a payload is JSON of exactly the size and the class that was announced",
          "[unit][events]") {
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const EventKey key = some_key(i);
    const std::string payload = payload_of(key);
    CAPTURE(i, payload);
    REQUIRE(payload.size() == payload_bytes(key));
    REQUIRE(payload_class_of_size(payload.size()) == payload_class(key));
    REQUIRE(payload.size() >= 100);
    REQUIRE(payload.size() <= 10'000);
    REQUIRE(Json::accept(payload));
  }
}

TEST_CASE("keys of payloads, metadata and snapshots stand in jsonb's order", "[unit][events]") {
  for (std::uint64_t i = 0; i < 3'000; ++i) {
    const EventKey key = some_key(i);
    std::string metadata;
    append_metadata(metadata, key, uuid_v4(i, 1), uuid_v4(i, 2));
    std::string state;
    append_snapshot_state(state, key);
    for (const std::string& text : {payload_of(key), metadata, state}) {
      CAPTURE(text);
      REQUIRE(has_jsonb_key_order(Json::parse(text)));
    }
  }
}

TEST_CASE("70 % of the payloads are small, 25 % medium, 5 % large, and 20 % hold 80 % of the bytes",
          "[unit][events]") {
  constexpr std::uint64_t count = 300'000;
  std::map<PayloadClass, double> classes;
  std::vector<double> sizes;
  for (std::uint64_t i = 0; i < count; ++i) {
    classes[payload_class(some_key(i))] += 100.0 / static_cast<double>(count);
    sizes.push_back(payload_bytes(some_key(i)));
  }
  using Catch::Matchers::WithinAbs;
  CHECK_THAT(classes[PayloadClass::small], WithinAbs(70.0, 0.5));
  CHECK_THAT(classes[PayloadClass::medium], WithinAbs(25.0, 0.5));
  CHECK_THAT(classes[PayloadClass::large], WithinAbs(5.0, 0.3));

  std::sort(sizes.begin(), sizes.end(), std::greater<>{});
  const double top = std::accumulate(sizes.begin(), sizes.begin() + count / 5, 0.0);
  const double all = std::accumulate(sizes.begin(), sizes.end(), 0.0);
  CHECK_THAT(100.0 * top / all, WithinAbs(80.0, 1.0));
  CHECK_THAT(all / static_cast<double>(count), WithinAbs(1130.0, 30.0));
}

TEST_CASE("some payloads hold characters outside of ASCII", "[unit][events]") {
  int found = 0;
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    const std::string payload = payload_of(some_key(i));
    if (std::any_of(payload.begin(), payload.end(), [](char c) { return c < 0; })) ++found;
  }
  CHECK(found > 100);
  CHECK(found < 900);
}

TEST_CASE("the events of an aggregate are a legal path, and what is final stays final",
          "[unit][events]") {
  std::map<std::string_view, int> finals;
  for (std::uint64_t aggregate = 0; aggregate < 600; ++aggregate) {
    for (const std::int64_t length : {1, 2, 3, 4, 5, 6, 7, 8, 20, 61}) {
      const AggregateKind& kind = kind_of(7, aggregate);
      Walker walker{kind.life_cycle};
      for (std::int64_t i = 1; i <= length; ++i) {
        const EventKey key{
            .seed = 7, .aggregate = aggregate, .sequence_number = i, .length = length};
        CAPTURE(kind.type, aggregate, length, i, event_type(key));
        REQUIRE(walker.takes(event_type(key)));
      }
      CHECK_FALSE(walker.is_paused());
      if (walker.is_final()) ++finals[kind.type];
    }
  }
  CHECK(finals.size() == 5);
}

TEST_CASE("an aggregate without a planned end stays open", "[unit][events]") {
  for (std::uint64_t aggregate = 0; aggregate < 100; ++aggregate) {
    Walker walker{kind_of(7, aggregate).life_cycle};
    for (std::int64_t i = 1; i <= 200; ++i) {
      REQUIRE(walker.takes(event_type({.seed = 7, .aggregate = aggregate, .sequence_number = i})));
    }
    CHECK_FALSE(walker.is_final());
  }
}

TEST_CASE("metadata name cause, correlation, user, trace and schema in some 200 octets",
          "[unit][events]") {
  const Uuid cause = uuid_v4(1, 2);
  const Uuid chain = uuid_v4(3, 4);
  std::string text;
  append_metadata(text, some_key(3), cause, chain);
  const Json metadata = Json::parse(text);
  CHECK(metadata.at("causation_id") == to_text(cause));
  CHECK(metadata.at("correlation_id") == to_text(chain));
  CHECK(metadata.contains("user"));
  CHECK(metadata.contains("trace"));
  CHECK(metadata.at("schema") == payload_revision(some_key(3)));
  CHECK(text.size() == 200);
}

TEST_CASE("all events of a chain have the same user and trace", "[unit][events]") {
  const Uuid chain = uuid_v4(3, 4);
  std::string first;
  append_metadata(first, some_key(1), chain, chain);
  std::string second;
  append_metadata(second, some_key(2), uuid_v4(5, 6), chain);
  CHECK(Json::parse(first).at("user") == Json::parse(second).at("user"));
  CHECK(Json::parse(first).at("trace") == Json::parse(second).at("trace"));
}

TEST_CASE("a snapshot's state counts the events before it", "[unit][events]") {
  const EventKey key{.seed = 7, .aggregate = 3, .sequence_number = 100, .length = 150};
  std::string text;
  append_snapshot_state(text, key);
  const Json state = Json::parse(text);
  CHECK(state.at("version") == 100);
  std::int64_t sum = 0;
  for (const auto& count : state.at("event_counts")) sum += count.get<std::int64_t>();
  CHECK(sum == 100);
  CHECK(state.at("latest").dump().size() > 0);
}

TEST_CASE("ids differ between aggregates, events and seeds", "[unit][events]") {
  std::set<std::string> ids;
  for (std::uint64_t seed : {1U, 2U}) {
    for (std::uint64_t aggregate = 0; aggregate < 500; ++aggregate) {
      ids.insert(to_text(aggregate_id(seed, aggregate)));
      for (std::int64_t i = 1; i <= 3; ++i) {
        const EventKey key{.seed = seed, .aggregate = aggregate, .sequence_number = i};
        ids.insert(to_text(event_id(key, 1'736'121'600'000'000)));
      }
    }
  }
  CHECK(ids.size() == 2 * 500 * 4);
}
