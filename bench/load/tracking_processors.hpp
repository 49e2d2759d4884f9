// Processors that follow the stream of all events while others write: how soon they see what is
// acknowledged, how far behind they are, and whether they get every event.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/load/backends.hpp"
#include "bench/load/reader_holders.hpp"
#include "bench/load/run_state.hpp"
#include "core/measure/clock.hpp"
#include "core/result/load.hpp"
#include "core/tool/progress.hpp"

namespace eventstore::load {

class Processor;

/// What the processors of a run are told.
struct ProcessorOrders {
  measure::Instant begin = {};  ///< Of the run.
  std::atomic<bool> writers_ended{false};
  /// Every transaction below it has ended, for reads that begin from now on; 0: not known.
  std::atomic<std::int64_t> horizon{0};
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

  /// `begin`: of the run, which the phases count from.  `own`: the server's processes of the run's
  /// sessions, which hold nobody back that is to be named; asked from another thread.
  void start(measure::Instant begin, std::function<std::vector<int>()> own);

  /// Events that were acknowledged and that the slowest has not seen; it is remembered.  Somebody
  /// else's transaction that holds processors back is said once, and remembered.
  std::uint64_t look(Progress& progress);

  /// Once nothing is acknowledged any more: waits until they have seen all that was, for `bound`,
  /// and for `bound_of_holders` more where somebody's transaction holds them back.  What they have
  /// not got then is reported as skipped, where it is proven that they have passed it (is_passed),
  /// else as not proven; a run that a signal ended is not asked that.  Throws what went wrong in a
  /// thread.
  void finish(measure::Duration bound, measure::Duration bound_of_holders, Progress& progress);

  /// The share of the looks at which somebody's transaction held them back, and whose.
  [[nodiscard]] double held_share() const;
  [[nodiscard]] const std::string& held_by() const { return held_by_; }

  /// The server's processes of those that are connected.
  void add_to(Backends& backends);

  /// After `finish`.
  [[nodiscard]] result::LoadProcessors result() const;

 private:
  void wait_until_ended(measure::Duration bound, measure::Duration bound_of_holders,
                        Progress& progress);
  [[nodiscard]] bool is_held_back(Progress& progress);
  void judge();
  void sever();
  void join();

  RunState& run_;
  ProcessorOrders orders_;
  std::vector<std::unique_ptr<Processor>> processors_;
  std::vector<std::thread> threads_;
  std::uint64_t lag_most_ = 0;
  ReaderHolders holders_;
  std::int64_t end_of_writers_ = 0;  ///< No transaction of theirs is younger.
  std::uint64_t looks_ = 0;
  std::uint64_t held_looks_ = 0;
  std::string held_by_;   ///< Who did so last.
  std::string said_key_;  ///< Of the holders that were said last.
};

}  // namespace eventstore::load
