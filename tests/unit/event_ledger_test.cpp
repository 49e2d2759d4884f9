#include "bench/load/event_ledger.hpp"

#include <set>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace eventstore;
using load::EventLedger;
using load::Fate;
using load::NumberSet;

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
          ledger.write(number, number * 3);
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
    all_right = all_right && ledger.hash_of(number) == number * 3 &&
                ledger.fate_of(number) == wanted && ledger.closed_at_ns(number) > 0;
  }
  CHECK(all_right);
}

TEST_CASE("the content's hash differs when any part of it does", "[unit][load]") {
  const load::EventContent content{.tenant = "7",
                                   .aggregate_id = "a",
                                   .sequence_number = 3,
                                   .event_type = "OrderPlaced",
                                   .payload = "{\"a\": 1, \"text\": \"long enough for words\"}"};
  std::set<std::uint64_t> hashes{load::content_hash(content)};
  const auto with = [&](auto member, auto value) {
    load::EventContent changed = content;
    changed.*member = value;
    hashes.insert(load::content_hash(changed));
  };
  with(&load::EventContent::tenant, "8");
  with(&load::EventContent::aggregate_id, "b");
  with(&load::EventContent::sequence_number, 4);
  with(&load::EventContent::event_type, "OrderPlacee");
  with(&load::EventContent::payload, "{\"a\": 1, \"text\": \"long enough for wordt\"}");
  with(&load::EventContent::payload, "{\"a\": 2, \"text\": \"long enough for words\"}");
  // What is at the end of one part is not what is at the begin of the next.
  hashes.insert(load::content_hash({.tenant = "7a",
                                    .aggregate_id = "",
                                    .sequence_number = 3,
                                    .event_type = content.event_type,
                                    .payload = content.payload}));
  CHECK(hashes.size() == 8);
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
