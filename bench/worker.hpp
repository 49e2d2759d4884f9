// One connection of a measurement: it makes a call, takes its rows apart, and records the time.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bench/axes.hpp"
#include "bench/observer.hpp"
#include "bench/placement.hpp"
#include "core/cases/bound_case.hpp"
#include "core/cases/operation_call.hpp"
#include "core/catalogue/operation.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/engine/row_decoder.hpp"
#include "core/measure/clock.hpp"
#include "core/measure/histogram.hpp"
#include "core/pg/call_loop.hpp"
#include "core/pg/wire.hpp"
#include "core/result/call_error.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::bench {

/// What calls recorded.
struct Recording {
  measure::Histogram latencies;   ///< From the call to its last materialised row.
  std::uint64_t decoding_ns = 0;  ///< Of these, the client's taking apart of rows.
  std::map<Outcome, std::uint64_t> outcomes;
  std::uint64_t rows = 0;

  void merge(const Recording& other);
};

/// A call that ended otherwise than its case expects.
class UnexpectedOutcome : public Failure {
 public:
  UnexpectedOutcome(const std::string& message, result::CallError error)
      : Failure(message), error_(std::move(error)) {}
  [[nodiscard]] const result::CallError& error() const { return error_; }

 private:
  result::CallError error_;
};

/// How a connection is set up.
struct WorkerSettings {
  std::string plan_cache_mode;
  Axes axes;
  Pin pin = Pin::none;
  std::size_t index = 0;  ///< Of the worker among those of its measurement.
};

class Worker : public pg::Caller {
 public:
  /// Connects and prepares.  The arguments must outlive it.  Throws Failure: no connection, or the
  /// server refuses a statement (named with its file).
  Worker(const pg::Database& database, const catalogue::StoreProfile& store,
         const catalogue::Operation& operation, const catalogue::Case& which,
         cases::BoundCase arguments, const WorkerSettings& settings);

  /// One call, checked against the rows and the outcome that the catalogue tells.  Throws
  /// UnexpectedOutcome and Failure.
  void check_call();

  /// After calls of an operation that does not write: throws Failure when its session is no longer
  /// read only.
  void check_read_only();

  /// To be called first in the thread that makes the calls.  Workers of one thread have indices
  /// that are apart by the number of threads, so that they are pinned to the same core.
  void move_in();

  /// Says how many calls may be made, up to so many; 0: no more.
  using Take = std::function<std::uint64_t(std::uint64_t)>;
  /// Where the numbers of calls come from; must outlive them.
  void take_from(const Take& take) { take_ = &take; }

  /// The next calls: one, or up to `pipeline_depth` in a pipeline.  All of these throw
  /// UnexpectedOutcome when a call ends otherwise than the case expects.
  [[nodiscard]] bool begin() override;
  [[nodiscard]] bool advance() override;
  void finish() override;

  /// Where latencies are told while calls are made; nowhere when null.
  void tell(LiveRecord* live) { live_ = live; }

  [[nodiscard]] Recording& recording() { return recording_; }
  [[nodiscard]] pg::Wire& wire() override { return wire_; }
  [[nodiscard]] cases::BoundCase& arguments() { return arguments_; }

  /// Of the thread that moved in last, 0 until it has made a call; and the server's process.
  [[nodiscard]] int thread_id() const { return thread_id_; }
  [[nodiscard]] int backend() const { return backend_; }

  static constexpr std::uint64_t pipeline_depth = 16;

 private:
  [[nodiscard]] bool is_pipeline() const { return settings_.axes.protocol == Protocol::pipeline; }
  void begin_pipeline(std::uint64_t count);
  void end_call();
  void end_pipelined_call(const cases::CallResult& result);
  /// Takes the rows of the last reply apart, as a client has to.
  void materialise(cases::OperationCall& call);
  void tell_now_and_then(std::uint64_t nanoseconds, measure::Instant now);
  void record(const cases::CallResult& result, measure::Instant start, measure::Instant received);
  [[noreturn]] void complain(const cases::CallResult& result) const;
  [[nodiscard]] std::string missing_line(const cases::CallResult& result) const;

  const catalogue::Operation& operation_;
  const catalogue::Case& which_;
  WorkerSettings settings_;
  pg::Wire wire_;
  cases::BoundCase arguments_;
  std::deque<cases::OperationCall> calls_;    ///< One; as many as can be under way in a pipeline.
  std::vector<measure::Instant> starts_;      ///< Of the calls under way.
  std::size_t received_ = 0;                  ///< Of these.
  std::vector<engine::RowDecoder> decoders_;  ///< Of each step.
  std::vector<bool> has_snapshots_;           ///< Of each step: its rows are snapshots.
  const Take* take_ = nullptr;
  Recording recording_;
  LiveRecord* live_ = nullptr;
  measure::Histogram untold_;
  measure::Instant told_;
  std::atomic<int> thread_id_{0};
  int moved_in_ = 0;
  int backend_;
  std::string database_name_;  ///< By which that is recognised.
};

}  // namespace eventstore::bench
