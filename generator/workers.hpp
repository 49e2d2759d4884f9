// Threads that share a job and stop together.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>

namespace eventstore::seed {

/// How far the workers are, and whether they should stop.
class WorkState {
 public:
  void advance(std::int64_t steps) { done_.fetch_add(steps, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t done() const { return done_.load(std::memory_order_relaxed); }
  void stop() { stopping_.store(true, std::memory_order_relaxed); }

  /// To be called now and then by every worker.  Throws Interrupted after a signal, or when another
  /// worker failed.
  void check() const;

 private:
  std::atomic<std::int64_t> done_{0};
  std::atomic<bool> stopping_{false};
};

/// Runs `work(worker, state)` on `count` threads and waits for all of them, calling `watch(done)`
/// meanwhile.  When one throws the others are told to stop, and the first exception is rethrown.
void run_workers(int count, const std::function<void(int worker, WorkState& state)>& work,
                 const std::function<void(std::int64_t done)>& watch);

}  // namespace eventstore::seed
