// One tracking processor: its session, its place in the stream, and its books.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "bench/load/backends.hpp"
#include "bench/load/event_places.hpp"
#include "bench/load/processor_books.hpp"
#include "bench/load/run_state.hpp"
#include "bench/load/tracking_processors.hpp"
#include "core/cases/call_errors.hpp"
#include "core/engine/engine_session.hpp"
#include "core/engine/stream_follower.hpp"
#include "core/engine/tracking_token.hpp"
#include "core/measure/clock.hpp"
#include "core/result/load.hpp"

namespace eventstore::load {

/// What is known of the events that processors have not got.
struct ProcessorEvidence {
  const EventPlaces& places;
  std::int64_t end_of_writers = 0;  ///< As in ProcessorEnd.
  std::string holders;              ///< Who holds readers back; empty: nobody.
};

/// For one thread, but for what says otherwise.
class Processor {
 public:
  /// Connects, and finds the head.  Throws as TrackingProcessors.
  Processor(RunState& run, std::string name);
  ~Processor();
  Processor(const Processor&) = delete;
  Processor& operator=(const Processor&) = delete;

  /// Follows the stream until it has seen all that was acknowledged after the writers ended, until
  /// it is told to stop, or a signal comes.
  void follow(const ProcessorOrders& orders);

  /// After `follow`, unless a signal ended it: reports what it never got and has passed, and says
  /// where it is not proven that it has.
  void judge(const ProcessorEvidence& evidence);

  /// After `follow`: whether it has seen all that was acknowledged.
  [[nodiscard]] bool has_all() const;

  /// From any thread.
  [[nodiscard]] std::uint64_t lag();
  [[nodiscard]] bool has_ended() const { return has_ended_; }
  void sever();
  void add_to(Backends& backends);

  /// After `follow`.  Why its proof is not complete; empty when it is.
  [[nodiscard]] const std::string& unproven() const { return unproven_; }
  [[nodiscard]] const result::LoadProcessor& result() const { return result_; }
  [[nodiscard]] std::exception_ptr failure() const { return failure_; }

 private:
  struct Session;
  void follow_stream(const ProcessorOrders& orders);
  [[nodiscard]] bool connect();
  void disconnect();
  void add_counts();
  void find_begin();
  [[nodiscard]] std::string open_writers_text() const;
  void take(const engine::StreamBatch& batch, const ProcessorOrders& orders);
  void note_backlog(std::size_t events, measure::Duration since_begin);

  RunState& run_;
  const std::string name_;
  ProcessorBooks books_;
  std::mutex mutex_;  ///< Of the session's being made and unmade.
  std::unique_ptr<Session> session_;
  engine::TrackingToken token_;
  std::optional<engine::TrackingToken> backlog_end_;  ///< Until it is reached.
  bool is_idle_ = false;                              ///< Its last read found nothing.
  bool holds_back_ = false;                           ///< It found something and left it out.
  std::int64_t horizon_ = 0;  ///< Every transaction below it had ended before that read.
  std::atomic<bool> has_ended_{false};
  std::exception_ptr failure_;
  std::string unproven_;
  result::LoadProcessor result_;
  cases::CallErrors errors_;  ///< Of reads that failed.
  std::atomic<std::uint64_t> lag_most_{0};
};

}  // namespace eventstore::load
