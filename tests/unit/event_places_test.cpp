// When a processor has passed an event, and when it still waits for it.

#include "bench/load/event_places.hpp"

#include <catch2/catch_test_macros.hpp>

namespace eventstore::tests {

using catalogue::Visibility;
using load::is_passed;
using load::ProcessorEnd;

namespace {

ProcessorEnd end_at(Visibility visibility, std::int64_t transaction_id, std::int64_t position,
                    std::vector<std::int64_t> gaps = {}) {
  return {
      .visibility = visibility,
      .token = {.transaction_id = transaction_id, .position = position, .gaps = std::move(gaps)},
      .is_at_head = true,
      .holds_back = false,
      .horizon = 100,
      .end_of_writers = 200};
}

}  // namespace

TEST_CASE("what a token has passed is skipped, whoever else is waited for", "[load][waits]") {
  CHECK(is_passed({.transaction_id = 7, .position = 40},
                  end_at(Visibility::snapshot_barrier, 8, 20)));
  CHECK(is_passed({.transaction_id = 8, .position = 19},
                  end_at(Visibility::snapshot_barrier, 8, 20)));
  CHECK(is_passed({.position = 19}, end_at(Visibility::naive, 0, 20)));
  CHECK(is_passed({.position = 19}, end_at(Visibility::gap_aware, 0, 20)));
  ProcessorEnd busy = end_at(Visibility::naive, 0, 20);
  busy.is_at_head = false;
  CHECK(is_passed({.position = 19}, busy));
  CHECK_FALSE(is_passed({.position = 21}, busy));
}

TEST_CASE("behind the barrier an event of a transaction that had ended is skipped by an empty read",
          "[load][waits]") {
  const ProcessorEnd end = end_at(Visibility::snapshot_barrier, 8, 20);
  CHECK(is_passed({.transaction_id = 99, .position = 50}, end));
  CHECK_FALSE(is_passed({.transaction_id = 100, .position = 50}, end));
  CHECK_FALSE(is_passed({.transaction_id = 150, .position = 10}, end));
}

TEST_CASE("a gap-aware reader waits only while it holds events back", "[load][waits]") {
  ProcessorEnd end = end_at(Visibility::gap_aware, 0, 20, {12});
  CHECK(is_passed({.position = 12}, end));
  CHECK(is_passed({.position = 21}, end));
  end.holds_back = true;
  CHECK_FALSE(is_passed({.position = 12}, end));
  CHECK_FALSE(is_passed({.position = 21}, end));
  CHECK(is_passed({.position = 13}, end));
}

TEST_CASE("a store that may hold back more than it says is believed until nobody is older",
          "[load][waits]") {
  ProcessorEnd end = end_at(Visibility::naive, 0, 20);
  CHECK_FALSE(is_passed({.position = 21}, end));
  end.horizon = end.end_of_writers;
  CHECK(is_passed({.position = 21}, end));
  end.end_of_writers = 0;
  CHECK_FALSE(is_passed({.position = 21}, end));
}

}  // namespace eventstore::tests
