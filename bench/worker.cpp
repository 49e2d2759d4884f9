#include "bench/worker.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "bench/call_error_results.hpp"
#include "core/cases/hidden_writes.hpp"
#include "core/catalogue/catalogue.hpp"

namespace eventstore::bench {

using cases::CallResult;
using cases::OperationCall;
using measure::Clock;
using measure::Instant;

namespace {

pg::Wire wire_for(const pg::Database& database, const catalogue::Operation& operation,
                  const WorkerSettings& settings) {
  pg::Wire wire{database, operation.writes() ? pg::SessionUse::measured_write
                                             : pg::SessionUse::measured_read};
  wire.set("plan_cache_mode", settings.plan_cache_mode);
  const SynchronousCommit commit = settings.axes.synchronous_commit;
  if (commit != SynchronousCommit::as_the_server) {
    wire.set("synchronous_commit", commit == SynchronousCommit::on ? "on" : "off");
  }
  cases::prepare(wire, operation);
  return wire;
}

bool returns_snapshots(const catalogue::Operation& operation, const catalogue::Step& step) {
  return step.name == "snapshot" || operation.name == "load_snapshot";
}

}  // namespace

void Recording::merge(const Recording& other) {
  latencies.merge(other.latencies);
  decoding_ns += other.decoding_ns;
  for (const auto& [outcome, calls] : other.outcomes) outcomes[outcome] += calls;
  rows += other.rows;
}

Worker::Worker(const pg::Database& database, const catalogue::StoreProfile& store,
               const catalogue::Operation& operation, const catalogue::Case& which,
               cases::BoundCase arguments, const WorkerSettings& settings)
    : operation_(operation),
      which_(which),
      settings_(settings),
      wire_(wire_for(database, operation, settings)),
      arguments_(std::move(arguments)),
      backend_(wire_.backend_pid()),
      database_name_(database.name) {
  for (std::uint64_t i = 0; i < (is_pipeline() ? pipeline_depth : 1); ++i) {
    OperationCall& call = calls_.emplace_back(wire_, operation);
    call.set_protocol(settings.axes.protocol);
    call.set_format(settings.axes.format);
  }
  for (const catalogue::Step& step : operation.steps) {
    const bool has_snapshots = returns_snapshots(operation, step) && store.snapshots;
    has_snapshots_.push_back(has_snapshots);
    decoders_.emplace_back(has_snapshots ? *store.snapshots : store.events);
  }
}

void Worker::check_read_only() {
  if (operation_.writes() || wire_.is_pooled()) return;
  const pg::Reply reply = wire_.run(catalogue::harness_sql("session_read_only"));
  if (reply.ok() && reply.field(0, 0) == "on") return;
  throw Failure(fmt::format(
      "{}: operation {} turns default_transaction_read_only off on its session, so that nothing "
      "keeps its writes out of the seeded data; operations that write declare it: '-- @writes'",
      operation_.file, operation_.title()));
}

void Worker::complain(const CallResult& result) const {
  if (!operation_.writes() && result.sqlstate == cases::read_only_sqlstate) {
    throw Failure(cases::hidden_write(operation_, result.message));
  }
  result::CallError error = result_of(cases::error_of(result));
  const bool is_ok = result.outcome == Outcome::ok;
  if (is_ok) error.message = "the call ended as ok";
  throw UnexpectedOutcome(
      fmt::format("{}/{}: the outcome was {}, where the case expects {}{}{}", operation_.title(),
                  which_.name, name_of(result.outcome), name_of(which_.expected_outcome),
                  is_ok ? "" : "; " + reason_text(error), missing_line(result)),
      error);
}

/// The line of the catalogue that may be missing where a refusal was expected.
std::string Worker::missing_line(const CallResult& result) const {
  if (which_.expected_outcome == Outcome::ok) return "";
  const std::string line = fmt::format("@outcome {} when", name_of(which_.expected_outcome));
  if (result.outcome == Outcome::ok) {
    return fmt::format("; where the answer says no, write '{0} COLUMN=VALUE' or '{0} rows=0'",
                       line);
  }
  if (result.outcome != Outcome::other_error || result.sqlstate.empty()) return "";
  const std::string condition = result.constraint.empty()
                                    ? "sqlstate=" + result.sqlstate
                                    : fmt::format("constraint=\"{}\"", result.constraint);
  return fmt::format("; where that is the refusal, write '{} {}'", line, condition);
}

void Worker::check_call() {
  OperationCall& call = calls_.front();
  if (is_pipeline()) call.set_protocol(Protocol::prepared);
  const cases::Arguments arguments = arguments_.next();
  call.set_arguments(arguments);
  const CallResult result = call.run();
  arguments_.finished(result.outcome);
  call.set_protocol(settings_.axes.protocol);
  if (result.outcome != which_.expected_outcome) complain(result);
  if (result.outcome != Outcome::ok) return;
  for (std::size_t i = 0; i < operation_.steps.size(); ++i) {
    const std::string complaint = cases::row_count_complaint(
        operation_, operation_.steps[i], which_, arguments, call.rows_by_step()[i]);
    if (complaint.empty()) continue;
    throw Failure(fmt::format("{}/{}: {}", operation_.title(), which_.name, complaint));
  }
}

void Worker::move_in() {
  thread_id_ = 0;
  moved_in_ = gettid();
  if (settings_.pin != Pin::none && !wire_.is_on_this_machine()) {
    throw Failure(
        "--pin moves server processes of this machine, and this server is reached over TCP, maybe "
        "from elsewhere; connect through its unix socket, or leave --pin out");
  }
  pin_thread(settings_.pin, settings_.index);
  if (pin_backend(settings_.pin, settings_.index, backend_, database_name_)) return;
  throw Failure(
      "--pin cannot move the server's processes: they belong to another account, or are none of "
      "the database's on this machine; run as that account or as root, or leave --pin out");
}

void Worker::materialise(OperationCall& call) {
  for (std::size_t i = 0; i < operation_.steps.size(); ++i) {
    if (operation_.steps[i].writes || call.rows_by_step()[i] == 0) continue;
    auto reply = call.take_reply(i);
    if (!reply) continue;
    if (has_snapshots_[i]) {
      static_cast<void>(decoders_[i].snapshot(*reply, 0));
    } else {
      static_cast<void>(decoders_[i].events(std::move(*reply)));
    }
  }
}

void Worker::tell_now_and_then(std::uint64_t nanoseconds, Instant now) {
  constexpr auto pause = std::chrono::milliseconds{200};
  untold_.record(nanoseconds);
  if (now - told_ < pause) return;
  told_ = now;
  live_->merge(untold_);
  untold_.reset();
}

void Worker::record(const CallResult& result, Instant start, Instant received) {
  const Instant end = Clock::now();
  // A process that was moved stays where it was until it runs again.
  if (thread_id_.load(std::memory_order_relaxed) == 0) thread_id_ = moved_in_;
  ++recording_.outcomes[result.outcome];
  if (result.outcome != which_.expected_outcome) complain(result);
  const auto nanoseconds = static_cast<std::uint64_t>((end - start).count());
  recording_.latencies.record(nanoseconds);
  if (live_ != nullptr) tell_now_and_then(nanoseconds, end);
  recording_.decoding_ns += static_cast<std::uint64_t>((end - received).count());
  recording_.rows += static_cast<std::uint64_t>(result.rows);
}

bool Worker::begin() {
  const std::uint64_t count = (*take_)(is_pipeline() ? pipeline_depth : 1);
  if (count == 0) return false;
  starts_.clear();
  received_ = 0;
  if (is_pipeline()) {
    begin_pipeline(count);
  } else {
    calls_.front().set_arguments(arguments_.next());
    starts_.push_back(Clock::now());
    calls_.front().start();
  }
  return true;
}

bool Worker::advance() {
  if (!is_pipeline()) {
    if (!calls_.front().advance()) return false;
    end_call();
    return true;
  }
  while (received_ < starts_.size()) {
    const auto result = calls_[received_].receive_arrived();
    if (!result) return false;
    end_pipelined_call(*result);
  }
  wire_.pipeline_end();
  return true;
}

void Worker::finish() {
  if (!is_pipeline()) {
    calls_.front().finish();
    end_call();
    return;
  }
  while (received_ < starts_.size()) end_pipelined_call(calls_[received_].receive());
  wire_.pipeline_end();
}

void Worker::end_call() {
  const Instant received = Clock::now();
  const CallResult& result = calls_.front().result();
  if (result.outcome == Outcome::ok) materialise(calls_.front());
  record(result, starts_.front(), received);
  arguments_.finished(result.outcome);
}

/// The latency of a call is from its own sending to its own last row.
void Worker::begin_pipeline(std::uint64_t count) {
  const auto end = calls_.begin() + static_cast<std::ptrdiff_t>(count);
  std::for_each(calls_.begin(), end, [&](OperationCall& call) {
    call.set_arguments(arguments_.next());
    // Of several calls under way, each is told of as if the ones before it had ended well.
    arguments_.finished(which_.expected_outcome);
  });
  wire_.pipeline_begin();
  std::for_each(calls_.begin(), end, [&](OperationCall& call) {
    starts_.push_back(Clock::now());
    call.send();
  });
}

void Worker::end_pipelined_call(const CallResult& result) {
  const Instant received = Clock::now();
  const std::size_t index = received_++;
  if (result.outcome == Outcome::ok) materialise(calls_[index]);
  record(result, starts_[index], received);
}

}  // namespace eventstore::bench
