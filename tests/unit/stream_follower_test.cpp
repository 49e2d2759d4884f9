// When a waiting reader reads: counted against a clock that the test turns.
#include "core/engine/stream_follower.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "core/tool/errors.hpp"

using namespace eventstore;
using namespace eventstore::engine;
using std::chrono::milliseconds;

namespace {

/// Finds nothing, or fails.
class EmptyStream : public StreamReader {
 public:
  explicit EmptyStream(Outcome outcome = Outcome::ok, std::int64_t fails_from = 0)
      : outcome_(outcome), fails_from_(fails_from) {}

  [[nodiscard]] StreamBatch next(const TrackingToken& after, std::int64_t) override {
    StreamBatch batch{.call = {}, .events = {}, .token = after};
    if (++counts_.reads >= fails_from_) batch.call.outcome = outcome_;
    ++batch.token.position;  // As a gap-aware reader may give another token without events.
    asked_after.push_back(after.position);
    return batch;
  }
  [[nodiscard]] StreamHead head() override { return {}; }

  std::vector<std::int64_t> asked_after;

 private:
  Outcome outcome_;
  std::int64_t fails_from_;
};

/// Time passes only here.
class TurnedClock : public Waiting {
 public:
  explicit TurnedClock(std::vector<milliseconds> notified_at = {})
      : notified_at_(std::move(notified_at)) {}

  [[nodiscard]] Wake wait(measure::Duration pause) override {
    const auto next = notified_at_.begin();
    if (next != notified_at_.end() && passed_ + pause >= *next) {
      pauses.push_back(*next - passed_);
      passed_ = *next;
      notified_at_.erase(next);
      return Wake::notified;
    }
    pauses.push_back(pause);
    passed_ += pause;
    return Wake::time_is_up;
  }
  [[nodiscard]] measure::Instant now() const override { return measure::Instant{passed_}; }

  std::vector<measure::Duration> pauses;

 private:
  std::vector<milliseconds> notified_at_;
  measure::Duration passed_{};
};

struct Fixture {
  explicit Fixture(milliseconds longest_pause, std::vector<milliseconds> notified_at = {},
                   Outcome outcome = Outcome::ok, std::int64_t fails_from = 0) {
    auto made_reader = std::make_unique<EmptyStream>(outcome, fails_from);
    auto made_clock = std::make_unique<TurnedClock>(std::move(notified_at));
    reader = made_reader.get();
    clock = made_clock.get();
    follower = std::make_unique<StreamFollower>(std::move(made_reader), std::move(made_clock),
                                                longest_pause);
  }
  EmptyStream* reader = nullptr;
  TurnedClock* clock = nullptr;
  std::unique_ptr<StreamFollower> follower;
};

std::vector<measure::Duration> in_ms(const std::vector<int>& values) {
  std::vector<measure::Duration> durations;
  for (const int value : values) durations.emplace_back(milliseconds{value});
  return durations;
}

}  // namespace

TEST_CASE("pauses double up to the bound, and stay there from call to call", "[unit][follow]") {
  Fixture fixture{milliseconds{100}};
  const auto batch = fixture.follower->next({}, 10, milliseconds{400});
  CHECK(batch.call.outcome == Outcome::ok);
  CHECK(batch.events.empty());
  CHECK(fixture.clock->pauses == in_ms({1, 2, 4, 8, 16, 32, 64, 100, 100, 73}));
  CHECK(fixture.follower->counts().reads == 11);

  fixture.clock->pauses.clear();
  static_cast<void>(fixture.follower->next(batch.token, 10, milliseconds{150}));
  CHECK(fixture.clock->pauses == in_ms({100, 50}));
}

TEST_CASE("a notification ends a pause, and pauses start over", "[unit][follow]") {
  Fixture fixture{milliseconds{1000}, {milliseconds{40}, milliseconds{41}}};
  static_cast<void>(fixture.follower->next({}, 10, milliseconds{50}));
  CHECK(fixture.clock->pauses == in_ms({1, 2, 4, 8, 16, 9, 1, 1, 2, 4, 2}));
  CHECK(fixture.follower->counts().wakes == 2);
}

TEST_CASE("a silent listener reads no more often than its bound", "[unit][follow]") {
  Fixture fixture{StreamFollower::longest_pause_listening};
  constexpr int seconds = 60;
  static_cast<void>(fixture.follower->next({}, 10, std::chrono::seconds{seconds}));
  constexpr int while_doubling = 11;  // The first read, and those until a pause is 1 s.
  CHECK(fixture.follower->counts().reads <= seconds + while_doubling);
  CHECK(fixture.follower->counts().reads >= seconds);
}

TEST_CASE("without time to wait it reads once", "[unit][follow]") {
  Fixture fixture{milliseconds{100}};
  static_cast<void>(fixture.follower->next({}, 10, milliseconds{0}));
  CHECK(fixture.reader->counts().reads == 1);
  CHECK(fixture.clock->pauses.empty());
}

TEST_CASE("it goes on with the token of the last answer", "[unit][follow]") {
  Fixture fixture{milliseconds{100}};
  const auto batch = fixture.follower->next({.position = 7}, 10, milliseconds{3});
  CHECK(fixture.reader->asked_after == std::vector<std::int64_t>{7, 8, 9});
  CHECK(batch.token.position == 10);
}

TEST_CASE("what is not ok ends the waiting", "[unit][follow]") {
  for (const Outcome outcome : {Outcome::connection_lost, Outcome::serialization_failure}) {
    Fixture fixture{milliseconds{100}, {}, outcome, 3};
    const auto batch = fixture.follower->next({}, 10, milliseconds::max());
    CHECK(batch.call.outcome == outcome);
    CHECK(fixture.clock->pauses == in_ms({1, 2}));
  }
}

TEST_CASE("a pause of nothing is refused", "[unit][follow]") {
  CHECK_THROWS_AS(Fixture{milliseconds{0}}, UsageError);
}
