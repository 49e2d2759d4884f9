#include "bench/load/event_ledger.hpp"

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "bench/load/appending_operations.hpp"
#include "core/catalogue/catalogue.hpp"

using namespace eventstore;
using load::EventContent;
using load::EventLedger;
using load::Fate;
using load::NumberSet;
using load::Part;

namespace {

const load::PartSet all_known = load::PartSet{}.set();

/// Another one for each number.
load::ContentHash hash_of(std::uint64_t number) {
  return load::content_hash({.sequence_number = static_cast<std::int64_t>(number)}, all_known);
}

}  // namespace

TEST_CASE("an event's number is found in its id, and in no other id", "[unit][load]") {
  EventLedger ledger{0x123456789ABCDEF};
  const std::uint64_t first = ledger.issue(200'000);
  CHECK(first == 0);
  for (const std::uint64_t number : {0ULL, 1ULL, 65'535ULL, 65'536ULL, 199'999ULL}) {
    const std::string id = to_text(ledger.id_of(number, 1'700'000'000'123'456));
    CHECK(ledger.number_of(id) == number);
  }
  CHECK_FALSE(ledger.number_of(to_text(ledger.id_of(200'000, 0))));
  const EventLedger other{0x123456789ABCDEE};
  CHECK_FALSE(ledger.number_of(to_text(other.id_of(1, 0))));
  for (const char* text : {"", "x", "00000000-0000-7000-8000-00000000000g",
                           "00000000-0000-7000-8000_000000000001", "{}"}) {
    CHECK_FALSE(ledger.number_of(text));
  }
}

TEST_CASE("ids are version 7 and sort by time", "[unit][load]") {
  EventLedger ledger{42};
  static_cast<void>(ledger.issue(2));
  const std::string early = to_text(ledger.id_of(1, 1'700'000'000'000'000));
  const std::string late = to_text(ledger.id_of(0, 1'700'000'000'001'000));
  CHECK(early < late);
  CHECK(early[14] == '7');
  CHECK(std::string{"89ab"}.find(early[19]) != std::string::npos);
}

TEST_CASE("many threads get different numbers, and what each writes is kept", "[unit][load]") {
  EventLedger ledger{7};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&ledger] {
      for (int i = 0; i < 10'000; ++i) {
        const std::uint64_t first = ledger.issue(7);
        for (std::uint64_t number = first; number < first + 7; ++number) {
          ledger.write(number, hash_of(number));
          ledger.close(number, number % 2 == 0 ? Fate::acknowledged : Fate::refused);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  REQUIRE(ledger.issued() == 280'000);
  bool all_right = true;
  for (std::uint64_t number = 0; number < ledger.issued(); ++number) {
    const Fate wanted = number % 2 == 0 ? Fate::acknowledged : Fate::refused;
    all_right = all_right && ledger.hash_of(number) == hash_of(number) &&
                ledger.fate_of(number) == wanted && ledger.closed_at_ns(number) > 0;
  }
  CHECK(all_right);
}

TEST_CASE("a part that differs is named, and no other", "[unit][load]") {
  const EventContent content{.event_id = "0196-1",
                             .tenant = "7",
                             .aggregate_id = "a",
                             .aggregate_type = "Order",
                             .sequence_number = 3,
                             .event_type = "OrderPlaced",
                             .payload_revision = "1",
                             .metadata = R"({"user": 1})",
                             .payload = R"({"a": 1, "text": "long enough for words"})",
                             .timestamp_us = 5};
  const load::ContentHash hash = load::content_hash(content, all_known);
  CHECK(load::differing(hash, hash).none());
  const auto differing_with = [&](auto member, auto value) {
    EventContent changed = content;
    changed.*member = value;
    return load::names_of(load::differing(hash, load::content_hash(changed, all_known)));
  };
  CHECK(differing_with(&EventContent::event_id, "1196-1") == "event_id");
  CHECK(differing_with(&EventContent::tenant, "8") == "tenant");
  CHECK(differing_with(&EventContent::aggregate_id, "b") == "aggregate_id");
  CHECK(differing_with(&EventContent::aggregate_type, "order") == "aggregate_type");
  CHECK(differing_with(&EventContent::sequence_number, 4) == "sequence_number");
  CHECK(differing_with(&EventContent::event_type, "OrderPlacee") == "event_type");
  CHECK(differing_with(&EventContent::payload_revision, "") == "payload_revision");
  CHECK(differing_with(&EventContent::metadata, R"({"user": 2})") == "metadata");
  CHECK(differing_with(&EventContent::payload, R"({"a": 1, "text": "long enough for wordt"})") ==
        "payload");
  CHECK(differing_with(&EventContent::timestamp_us, 6) == "timestamp");
  EventContent several = content;
  several.tenant = "";
  several.payload = "";
  CHECK(load::names_of(load::differing(hash, load::content_hash(several, all_known))) ==
        "tenant, payload");
}

TEST_CASE("a part that one side does not know does not differ", "[unit][load]") {
  const EventContent one{.metadata = "{}", .payload = "{}"};
  const EventContent other{.metadata = "[]", .payload = "[]"};
  load::PartSet without = all_known;
  without.reset(static_cast<std::size_t>(Part::metadata));
  const auto whole = load::content_hash(one, all_known);
  CHECK(load::names_of(load::differing(whole, load::content_hash(other, without))) == "payload");
  EventLedger ledger{3};
  ledger.write(ledger.issue(1), load::content_hash(one, without));
  CHECK(load::names_of(ledger.altered(0, other, all_known)) == "payload");
}

TEST_CASE("what an append is given and the store has a column for is compared", "[unit][load]") {
  const auto compared = [](const std::string& store) {
    const catalogue::Catalogue catalogue = catalogue::load_catalogue(store);
    const catalogue::Operation* const append = load::append_operation(catalogue);
    REQUIRE(append != nullptr);
    return std::pair{load::names_of(load::parts_given(*append, catalogue.store)),
                     load::not_compared({append}, catalogue.store)};
  };
  CHECK(compared("reference") ==
        std::pair{std::string{"event_id, tenant, aggregate_id, aggregate_type, sequence_number, "
                              "event_type, payload_revision, metadata, payload"},
                  std::string{"timestamp (the store sets it)"}});
  CHECK(compared("eaf-v1").second ==
        "payload_revision (the store has no such column), timestamp (the store sets it)");
}

TEST_CASE("a set of numbers knows what was put into it", "[unit][load]") {
  NumberSet set;
  CHECK_FALSE(set.contains(5));
  CHECK(set.insert(5));
  CHECK_FALSE(set.insert(5));
  CHECK(set.insert(100'000));
  CHECK(set.contains(5));
  CHECK(set.contains(100'000));
  CHECK_FALSE(set.contains(99'999));
  CHECK(set.size() == 2);
}
