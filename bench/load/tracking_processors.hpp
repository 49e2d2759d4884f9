// Processors that follow the stream of all events while others write: how soon they see what is
// acknowledged, how far behind they are, and whether they get every event.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "bench/load/backends.hpp"
#include "bench/load/run_state.hpp"
#include "core/measure/clock.hpp"
#include "core/result/load.hpp"

namespace eventstore::load {

class Processor;

/// What the processors of a run are told.
struct ProcessorOrders {
  measure::Instant begin = {};  ///< Of the run.
  std::atomic<bool> writers_ended{false};
  std::atomic<bool> stop{false};
};

/// A thread and a session, beside those of the pool, for each of the scenario's processors.
class TrackingProcessors {
 public:
  /// Connects them and finds where they begin.  `run` must outlive it.  Throws Failure, and
  /// UsageError when they are to listen and the store does not notify.
  explicit TrackingProcessors(RunState& run);
  ~TrackingProcessors();
  TrackingProcessors(const TrackingProcessors&) = delete;
  TrackingProcessors& operator=(const TrackingProcessors&) = delete;

  /// `begin`: of the run, which the phases count from.
  void start(measure::Instant begin);

  /// Events that were acknowledged and that the slowest has not seen; it is remembered.
  std::uint64_t look();

  /// Once nothing is acknowledged any more: waits until they have seen all that was, but no longer
  /// than `bound`.  What they have not got then is reported as skipped, where they had nothing left
  /// to read; a run that a signal ended is not asked that.  Throws what went wrong in a thread.
  void finish(measure::Duration bound);

  /// The server's processes of those that are connected.
  void add_to(Backends& backends);

  /// After `finish`.
  [[nodiscard]] result::LoadProcessors result() const;

 private:
  void sever();
  void join();

  RunState& run_;
  ProcessorOrders orders_;
  std::vector<std::unique_ptr<Processor>> processors_;
  std::vector<std::thread> threads_;
  std::uint64_t lag_most_ = 0;
};

}  // namespace eventstore::load
