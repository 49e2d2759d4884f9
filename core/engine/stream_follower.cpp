#include "core/engine/stream_follower.hpp"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::engine {

using measure::Clock;
using measure::Duration;
using measure::Instant;

namespace {

class Sleeping : public Waiting {
 public:
  [[nodiscard]] Wake wait(Duration pause) override {
    // A signal does not end a sleep.
    constexpr Duration longest_sleep = std::chrono::milliseconds{100};
    const Instant end = now() + pause;
    while (!interrupted()) {
      const Duration left = end - now();
      if (left <= Duration::zero()) return Wake::time_is_up;
      std::this_thread::sleep_for(std::min(left, longest_sleep));
    }
    return Wake::interrupted;
  }
  [[nodiscard]] Instant now() const override { return Clock::now(); }
};

class Listening : public Waiting {
 public:
  Listening(pg::Wire& wire, const std::string& channel) : wire_(wire) { wire_.listen(channel); }

  [[nodiscard]] Wake wait(Duration pause) override {
    const bool is_notified = wire_.wait_for_notification(pause);
    if (interrupted()) return Wake::interrupted;
    return is_notified ? Wake::notified : Wake::time_is_up;
  }
  [[nodiscard]] Instant now() const override { return Clock::now(); }

 private:
  pg::Wire& wire_;
};

}  // namespace

StreamFollower::StreamFollower(std::unique_ptr<StreamReader> reader,
                               std::unique_ptr<Waiting> waiting,
                               std::chrono::milliseconds longest_pause)
    : reader_(std::move(reader)), waiting_(std::move(waiting)), longest_pause_(longest_pause) {
  if (longest_pause < first_pause) {
    throw UsageError(fmt::format("the longest pause between reads is {} ms; it must be {} or more",
                                 longest_pause.count(), first_pause.count()));
  }
}

StreamBatch StreamFollower::read(const TrackingToken& after, std::int64_t limit) {
  StreamBatch batch = reader_->next(after, limit);
  ++counts_.reads;
  if (batch.events.empty()) ++counts_.empty_reads;
  return batch;
}

StreamBatch StreamFollower::next(const TrackingToken& after, std::int64_t limit,
                                 std::chrono::milliseconds timeout) {
  // So that "for ever" does not overflow the clock.
  constexpr std::chrono::milliseconds longest_timeout = std::chrono::hours{24 * 365};
  const Instant deadline = waiting_->now() + std::min(timeout, longest_timeout);
  StreamBatch batch = read(after, limit);
  while (batch.call.outcome == Outcome::ok && batch.events.empty()) {
    const Duration left = deadline - waiting_->now();
    if (left <= Duration::zero()) break;
    const Wake wake = waiting_->wait(std::min(pause_, left));
    if (wake == Wake::interrupted) break;
    pause_ = wake == Wake::notified ? first_pause : std::min(pause_ * 2, longest_pause_);
    if (wake == Wake::notified) ++counts_.wakes;
    batch = read(batch.token, limit);
  }
  if (!batch.events.empty()) pause_ = first_pause;
  return batch;
}

void require_notifications(const catalogue::StoreProfile& store) {
  if (!store.notify_channel.empty()) return;
  throw UsageError(
      fmt::format("the store {} names no notify_channel in its store.toml, so there is nothing to "
                  "listen to; take one whose writers notify, such as reference-notify, or poll",
                  store.name));
}

StreamFollower make_stream_follower(EventStorageEngine& engine, FollowerOptions options) {
  const auto& store = engine.catalogue().store;
  auto longest_pause = StreamFollower::longest_pause_polling;
  std::unique_ptr<Waiting> waiting;
  if (options.wait_by == WaitBy::polling) {
    waiting = std::make_unique<Sleeping>();
  } else {
    require_notifications(store);
    longest_pause = StreamFollower::longest_pause_listening;
    waiting = std::make_unique<Listening>(engine.wire(), store.notify_channel);
  }
  return {make_stream_reader(engine, std::move(options.stream)), std::move(waiting),
          options.longest_pause.value_or(longest_pause)};
}

}  // namespace eventstore::engine
