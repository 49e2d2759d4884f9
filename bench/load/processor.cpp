#include "bench/load/processor.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "bench/call_error_results.hpp"
#include "core/engine/visibility.hpp"
#include "core/pg/holders.hpp"
#include "core/pg/session.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::load {

using engine::TrackingToken;
using measure::Clock;
using measure::Duration;
using measure::Instant;

namespace {

/// One wait of a follower: what was decided meanwhile, such as that the writers have ended, is
/// learned then.
constexpr std::chrono::milliseconds longest_wait{250};

/// Before a connection is tried again, or a read that was refused.
constexpr std::chrono::milliseconds pause_after_failure{50};

bool has_reached(const TrackingToken& token, const TrackingToken& place) {
  return std::pair{token.transaction_id, token.position} >=
         std::pair{place.transaction_id, place.position};
}

}  // namespace

struct Processor::Session {
  explicit Session(RunState& run)
      : engine(run.database, run.store.catalogue, {}, pg::SessionUse::measured_read),
        follower(engine::make_stream_follower(
            engine.engine(), {.wait_by = run.scenario.processors.follow == Follow::listening
                                             ? engine::WaitBy::listening
                                             : engine::WaitBy::polling})) {
    wire().set("statement_timeout", pg::timeout_text(run.scenario.statement_timeout));
  }

  [[nodiscard]] pg::Wire& wire() { return engine.engine().wire(); }

  engine::EngineSession engine;
  engine::StreamFollower follower;
};

Processor::Processor(RunState& run, std::string name)
    : run_(run),
      name_(std::move(name)),
      books_(name_, run.store.catalogue.store, run.ledger, run.violations),
      session_(std::make_unique<Session>(run)) {
  find_begin();
}

Processor::~Processor() = default;

void Processor::find_begin() {
  constexpr std::chrono::seconds bound{30};
  const Instant last = Clock::now() + bound;
  engine::StreamHead head = session_->follower.reader().head();
  while (head.call.outcome == Outcome::ok && !head.token && Clock::now() < last) {
    stop_if_interrupted();
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
    head = session_->follower.reader().head();
  }
  if (!head.token) {
    throw Failure(
        fmt::format("{} cannot find the head of the stream: {}", name_,
                    head.call.outcome == Outcome::ok ? open_writers_text() : head.call.message));
  }
  token_ = *head.token;
  if (!run_.scenario.processors.from_tail) return;
  backlog_end_ = head.token;
  const engine::FoundToken tail = session_->engine.engine().create_tail_token();
  if (tail.call.outcome != Outcome::ok) {
    throw Failure(
        fmt::format("{} cannot find the begin of the stream: {}", name_, tail.call.message));
  }
  token_ = tail.token;
}

std::string Processor::open_writers_text() const {
  pg::Session session{run_.database};
  const pg::Holders holders =
      pg::holders_of_table(session, run_.store.catalogue.store.events.table);
  const std::string text = pg::holders_text(holders);
  return "transactions that write to the store stay open" + (text.empty() ? "" : ": " + text);
}

bool Processor::connect() {
  if (session_ && session_->engine.is_connected()) return true;
  disconnect();
  try {
    auto session = std::make_unique<Session>(run_);
    const std::lock_guard lock{mutex_};
    session_ = std::move(session);
  } catch (const std::exception&) {
    return false;  // It is tried again.
  }
  ++result_.reconnects;
  return true;
}

void Processor::disconnect() {
  add_counts();
  const std::lock_guard lock{mutex_};
  session_.reset();
}

/// Those of the session.
void Processor::add_counts() {
  if (!session_) return;
  const engine::FollowerCounts& follower = session_->follower.counts();
  const engine::StreamCounts& reader = session_->follower.reader().counts();
  result_.reads += follower.reads;
  result_.empty_reads += follower.empty_reads;
  result_.wakes += follower.wakes;
  result_.stalls += reader.stalls;
  result_.closed_gaps += reader.closed_gaps;
  result_.filled_gaps += reader.filled_gaps;
}

void Processor::follow(const ProcessorOrders& orders) {
  try {
    follow_stream(orders);
  } catch (...) {
    failure_ = std::current_exception();
  }
  result_.errors = bench::results_of(errors_);
  add_counts();  // The session stays: what the server spent on it is asked for later.
  result_.own = books_.seen();
  result_.lag_most = std::max(lag_most_.load(), lag());
  result_.lag_end = lag();
  has_ended_ = true;
}

void Processor::follow_stream(const ProcessorOrders& orders) {
  while (!orders.stop && !interrupted()) {
    is_idle_ = false;
    if (!connect()) {
      std::this_thread::sleep_for(pause_after_failure);
      continue;
    }
    const bool is_last_look = orders.writers_ended;
    const std::int64_t horizon = orders.horizon;  // As it was before the read.
    const engine::StreamBatch batch =
        session_->follower.next(token_, run_.scenario.processors.batch, longest_wait);
    take(batch, orders);
    if (batch.call.outcome != Outcome::ok) {
      ++result_.failed_reads;
      errors_.add(batch.call);
      if (batch.call.outcome != Outcome::connection_lost) {
        std::this_thread::sleep_for(pause_after_failure);
      }
      continue;
    }
    is_idle_ = batch.events.empty();
    holds_back_ = session_->follower.reader().holds_back();
    horizon_ = horizon;
    if (is_last_look && has_all()) break;
  }
}

bool Processor::has_all() const {
  return books_.seen_acknowledged() == run_.ledger.acknowledged();
}

void Processor::take(const engine::StreamBatch& batch, const ProcessorOrders& orders) {
  const Instant now = Clock::now();
  for (const engine::StoredEvent& event : batch.events) books_.see(event, now);
  result_.events += batch.events.size();
  token_ = batch.token;
  note_backlog(batch.events.size(), now - orders.begin);
  for (const Sighting& sighting : books_.take_sightings()) {
    const std::size_t phase = run_.scenario.phase_at(sighting.acknowledged - orders.begin);
    run_.records.add_visibility(phase, sighting.time);
  }
}

void Processor::note_backlog(std::size_t events, Duration since_begin) {
  if (!backlog_end_) return;
  result_.backlog += events;
  result_.backlog_seconds = std::chrono::duration<double>(since_begin).count();
  result_.has_caught_up = has_reached(token_, *backlog_end_);
  if (result_.has_caught_up) backlog_end_.reset();
}

void Processor::judge(const ProcessorEvidence& evidence) {
  if (has_all()) return;
  const ProcessorEnd end{.visibility = engine::visibility_of(run_.store.catalogue.store),
                         .token = token_,
                         .is_at_head = is_idle_,
                         .holds_back = holds_back_,
                         .horizon = horizon_,
                         .end_of_writers = evidence.end_of_writers};
  const std::uint64_t waiting = books_.report_skipped([&](std::uint64_t number) {
    const auto place = evidence.places.find(number);
    return place != evidence.places.end() && is_passed(place->second, end);
  });
  if (waiting == 0) return;
  const std::string events = counted(static_cast<std::int64_t>(waiting), "event");
  if (!is_idle_) {
    unproven_ = fmt::format(
        "{} was {} behind when its time was up, and had not come to the end of the stream", name_,
        events);
    return;
  }
  unproven_ = fmt::format("{} waits for {} {}", name_, events,
                          evidence.holders.empty() ? "that it may yet get, and its time was up"
                                                   : "behind " + evidence.holders);
}

std::uint64_t Processor::lag() {
  // In this order: what is appended between the two is not taken for missing.
  const std::uint64_t acknowledged = run_.ledger.acknowledged();
  const std::uint64_t seen = books_.seen();
  const std::uint64_t lag = acknowledged > seen ? acknowledged - seen : 0;
  std::uint64_t most = lag_most_.load();
  while (most < lag && !lag_most_.compare_exchange_weak(most, lag)) continue;
  return lag;
}

void Processor::sever() {
  const std::lock_guard lock{mutex_};
  if (session_) session_->wire().sever();
}

void Processor::add_to(Backends& backends) {
  const std::lock_guard lock{mutex_};
  if (session_ && session_->engine.is_connected()) backends.add(session_->wire());
}

}  // namespace eventstore::load
