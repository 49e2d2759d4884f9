#include "bench/trust/hostile_schedule.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "bench/trust/append_load.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/engine/stream_follower.hpp"
#include "core/measure/clock.hpp"
#include "core/pg/holders.hpp"
#include "core/random/random.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::trust {

namespace {

constexpr std::size_t writer_count = 6;
constexpr std::size_t appends_max = 4;  ///< Of one transaction.

/// A connection whose transactions stay open for a while.
class Writer {
 public:
  Writer(const ScratchStore& store, engine::Visibility visibility)
      : wire_(store.database()),
        engine_(wire_, store.catalogue(), {.visibility = visibility}),
        may_be_blocked_(visibility == engine::Visibility::serialised_writers) {
    // One thread drives all, so who waits for another writer would wait for ever.  The limit
    // decides nothing but how long that takes.
    if (may_be_blocked_) wire_.command("SET lock_timeout = '1ms'");
  }

  [[nodiscard]] bool is_open() const { return is_open_; }
  [[nodiscard]] bool is_full() const { return appended_.size() == appends_max; }

  void begin() {
    wire_.command("BEGIN");
    is_open_ = true;
  }
  /// Its transaction id is then older than its positions will be.
  void take_transaction_id() { wire_.command(catalogue::harness_sql("take_transaction_id")); }

  void append(const engine::Append& append) {
    const engine::CallResult call = engine_.append_events(append);
    if (may_be_blocked_ && call.outcome == Outcome::timeout) {
      roll_back();
      return;
    }
    require_ok(call, "an append");
    appended_.push_back(append.events.front().id);
  }
  void commit(std::set<std::string>& committed) {
    wire_.command("COMMIT");
    for (std::string& id : appended_) committed.insert(std::move(id));
    end();
  }
  void roll_back() {
    wire_.command("ROLLBACK");
    end();
  }

 private:
  void end() {
    appended_.clear();
    is_open_ = false;
  }

  pg::Wire wire_;
  engine::EventStorageEngine engine_;
  bool may_be_blocked_;
  bool is_open_ = false;
  std::vector<std::string> appended_;
};

/// From the head on that the store has when it is made.
class Processor {
 public:
  Processor(const ScratchStore& store, engine::Visibility visibility)
      : store_(store),
        wire_(store.database()),
        engine_(wire_, store.catalogue(), {.visibility = visibility}),
        follower_(engine::make_stream_follower(engine_)) {
    engine::StreamHead head;
    while (!head.token) {
      head = follower_.reader().head();
      require_ok(head.call, "the search for the head");
      stop_if_interrupted();
    }
    token_ = *head.token;
  }

  void read(std::chrono::milliseconds timeout = {}) {
    constexpr std::int64_t batch_size = 3;
    const engine::StreamBatch batch = follower_.next(token_, batch_size, timeout);
    require_ok(batch.call, "a read");
    for (const engine::StoredEvent& event : batch.events) ++times_[std::string{event.event_id}];
    token_ = batch.token;
  }
  void read_until(const std::string& event_id) {
    constexpr std::chrono::seconds long_enough{60};
    const measure::Instant deadline = measure::Clock::now() + long_enough;
    while (!times_.contains(event_id)) {
      if (measure::Clock::now() > deadline) {
        throw Failure(fmt::format(
            "an event was not delivered within {} s{}", long_enough.count(),
            pg::held_back_clause(store_.database(), store_.catalogue().store.events.table)));
      }
      stop_if_interrupted();
      read(std::chrono::milliseconds{1000});
    }
  }

  [[nodiscard]] const std::map<std::string, int>& times() const { return times_; }

 private:
  const ScratchStore& store_;
  pg::Wire wire_;
  engine::EventStorageEngine engine_;
  engine::StreamFollower follower_;
  engine::TrackingToken token_;
  std::map<std::string, int> times_;  ///< How often each event was delivered.
};

Deliveries compared(const std::set<std::string>& committed, const Processor& processor) {
  Deliveries result{.committed = std::ssize(committed), .lost = std::ssize(committed)};
  for (const auto& [id, times] : processor.times()) {
    ++result.delivered;
    result.repeated += times - 1;
    const bool is_ours = committed.contains(id);
    result.lost -= is_ours ? 1 : 0;
    result.stray += is_ours ? 0 : 1;
  }
  return result;
}

}  // namespace

Deliveries play_hostile_schedule(const ScratchStore& store, engine::Visibility visibility,
                                 int steps, std::uint64_t seed) {
  std::uint64_t state = seed;
  const auto choose = [&](std::uint64_t bound) { return below(next_bits(state), bound); };
  NewAggregates aggregates{store.tenant(), random_bits(seed, writer_count)};
  Processor processor{store, visibility};
  std::vector<std::unique_ptr<Writer>> writers;
  for (std::size_t i = 0; i < writer_count; ++i) {
    writers.push_back(std::make_unique<Writer>(store, visibility));
  }
  std::set<std::string> committed;
  for (int step = 0; step < steps; ++step) {
    stop_if_interrupted();
    Writer& writer = *writers[choose(writers.size())];
    if (!writer.is_open()) {
      writer.begin();
      if (choose(4) == 0) {
        writer.take_transaction_id();
      } else {
        writer.append(aggregates.next());
      }
    } else if (!writer.is_full() && choose(2) == 0) {
      writer.append(aggregates.next());
    } else if (choose(5) == 0) {
      writer.roll_back();
    } else {
      writer.commit(committed);
    }
    if (choose(2) == 0) processor.read();
  }
  for (const auto& writer : writers) {
    if (writer->is_open()) writer->commit(committed);
  }
  const engine::Append last = aggregates.next();
  do {
    stop_if_interrupted();
    writers.front()->begin();
    writers.front()->append(last);
  } while (!writers.front()->is_open());  // It was blocked by whoever keeps the server in order.
  writers.front()->commit(committed);
  processor.read_until(last.events.front().id);
  return compared(committed, processor);
}

}  // namespace eventstore::trust
