// Looks at a load run from outside while it runs: what the server waits for, who waits for whose
// lock, and what all of it takes of the machine.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "bench/load/backends.hpp"
#include "bench/load/server_usage.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/measure/clock.hpp"
#include "core/pg/database.hpp"
#include "core/pg/session.hpp"
#include "core/result/load_observation.hpp"

namespace eventstore::load {

/// What it asks of the run, from a thread of its own.
struct ObservedRun {
  std::function<Backends()> backends;
  std::function<std::int64_t()> events;  ///< How many are stored by now.
};

class RunObserver {
 public:
  /// Connects.  `catalogue` must outlive it.  Throws Failure.
  RunObserver(const pg::Database& database, const catalogue::Catalogue& catalogue, ObservedRun run);
  ~RunObserver();
  RunObserver(const RunObserver&) = delete;
  RunObserver& operator=(const RunObserver&) = delete;

  /// From now on: wait events ten times a second, often enough to tell and too seldom to take a
  /// hundredth of a core; locks, CPU, memory and disk each second, sizes each fifth.
  void start();
  [[nodiscard]] result::LoadObservation stop();

 private:
  /// What the server has counted since its statistics were reset.
  struct Counters {
    std::optional<std::int64_t> deadlocks;
    std::optional<std::int64_t> rollbacks;
    std::optional<std::int64_t> timed_checkpoints;
    std::optional<std::int64_t> requested_checkpoints;
    std::optional<std::int64_t> wal_bytes;
  };
  struct Cpu {
    measure::Instant time = {};
    double client = 0.0;
    std::optional<double> server;
    std::optional<double> machine;
    std::optional<std::int64_t> written;
  };
  void watch();
  void look(std::size_t count);
  void note_moment(bool with_sizes);
  void look_at_locks();
  void look_at_sizes(result::ObservedMoment& moment);
  [[nodiscard]] Counters counters();
  [[nodiscard]] std::optional<std::int64_t> wal_bytes();
  [[nodiscard]] Cpu cpu();

  const catalogue::Catalogue& catalogue_;
  const ObservedRun run_;
  pg::Session session_;
  ServerUsage server_;
  Backends backends_;
  Counters before_;
  Cpu cpu_at_start_;
  Cpu cpu_at_last_;
  result::LoadObservation observed_;
  std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> lock_waits_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace eventstore::load
