#include "bench/trust/stall.hpp"

#include <algorithm>
#include <future>
#include <optional>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "bench/trust/append_load.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/engine/engine_session.hpp"
#include "core/engine/stream_follower.hpp"
#include "core/pg/holders.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::trust {

using measure::Clock;
using measure::Duration;
using measure::Instant;

namespace {

constexpr std::chrono::milliseconds between_reads{1};
constexpr std::chrono::seconds long_enough{60};

/// A reader that stands at the head of the stream when it is made.
class Watcher {
 public:
  Watcher(const ScratchStore& store, engine::Visibility visibility,
          const std::optional<engine::Tenant>& tenant)
      : store_(store),
        session_(store.database(), store.catalogue(), {.visibility = visibility}),
        follower_(engine::make_stream_follower(
            session_.engine(),
            {.stream = {.tenant = tenant, .most_gaps = {}}, .longest_pause = between_reads})) {
    const Instant deadline = Clock::now() + long_enough;
    std::optional<engine::TrackingToken> head;
    while (!head && Clock::now() < deadline) {
      engine::StreamHead found = follower_.reader().head();
      require_ok(found.call, "the search for the head");
      head = found.token;
    }
    if (!head) {
      throw Failure("writers to the store do not end: there is no head to start from" +
                    held_back());
    }
    token_ = *head;
  }

  /// When the event came.
  [[nodiscard]] Instant wait_for(const std::string& event_id) {
    const Instant deadline = Clock::now() + long_enough;
    while (Clock::now() < deadline) {
      const engine::StreamBatch batch =
          follower_.next(token_, 100, std::chrono::milliseconds{1000});
      require_ok(batch.call, "a read");
      stop_if_interrupted();
      const Instant now = Clock::now();
      const bool has_come =
          std::any_of(batch.events.begin(), batch.events.end(),
                      [&](const engine::StoredEvent& event) { return event.event_id == event_id; });
      if (has_come) return now;
      token_ = batch.token;
    }
    throw Failure(
        fmt::format("an event was not delivered within {} s{}", long_enough.count(), held_back()));
  }

 private:
  [[nodiscard]] std::string held_back() const {
    return pg::held_back_clause(store_.database(), store_.catalogue().store.events.table);
  }

  const ScratchStore& store_;
  engine::EngineSession session_;
  engine::StreamFollower follower_;
  engine::TrackingToken token_;
};

/// A transaction that is open until it is told to commit.
class OpenTransaction {
 public:
  OpenTransaction(Holder holder, const ScratchStore& store, engine::Visibility visibility,
                  const pg::Database& elsewhere, NewAggregates& aggregates)
      : wire_(holder == Holder::stranger ? elsewhere : store.database()) {
    if (holder == Holder::stranger) {
      wire_.command("BEGIN");
      wire_.command(catalogue::harness_sql("take_transaction_id"));
      return;
    }
    engine_.emplace(wire_, store.catalogue(), engine::EngineOptions{.visibility = visibility});
    wire_.command("BEGIN");
    require_ok(engine_->append_events(aggregates.next()), "the append of an open transaction");
  }
  void commit() { wire_.command("COMMIT"); }

 private:
  pg::Wire wire_;
  std::optional<engine::EventStorageEngine> engine_;
};

struct Appended {
  Instant start;
  Instant end;
  engine::CallResult call;
};

}  // namespace

Stall stall_behind(Holder holder, const ScratchStore& store, engine::Visibility visibility,
                   const pg::Database& elsewhere, std::chrono::milliseconds hold,
                   std::uint64_t seed) {
  NewAggregates aggregates{store.tenant(), seed};
  engine::EngineSession writing{store.database(), store.catalogue(), {.visibility = visibility}};
  Watcher of_all{store, visibility, std::nullopt};
  Watcher of_tenant{store, visibility, store.tenant()};
  const engine::Append append = aggregates.next();
  const std::string event_id = append.events.front().id;

  OpenTransaction open{holder, store, visibility, elsewhere, aggregates};
  const Instant opened = Clock::now();
  auto all = std::async(std::launch::async, [&] { return of_all.wait_for(event_id); });
  auto tenant = std::async(std::launch::async, [&] { return of_tenant.wait_for(event_id); });
  auto appending = std::async(std::launch::async, [&] {
    const Instant start = Clock::now();
    engine::CallResult call = writing.engine().append_events(append);
    return Appended{.start = start, .end = Clock::now(), .call = std::move(call)};
  });
  std::this_thread::sleep_until(opened + hold);
  open.commit();
  const Appended appended = appending.get();
  require_ok(appended.call, "an append beside an open transaction");
  const auto since = [&](Instant seen) { return std::max(seen - appended.end, Duration::zero()); };
  return {.append = appended.end - appended.start,
          .all_tenants = since(all.get()),
          .tenant = since(tenant.get())};
}

}  // namespace eventstore::trust
