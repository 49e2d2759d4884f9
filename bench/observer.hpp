// Looks at a measurement from outside while it runs: what its server processes wait for, on which
// cores they are; and tells people how far it is.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bench/placement.hpp"
#include "bench/wait_events.hpp"
#include "core/measure/clock.hpp"
#include "core/measure/histogram.hpp"
#include "core/pg/database.hpp"
#include "core/pg/session.hpp"

namespace eventstore::bench {

/// What workers tell of themselves while they run, for the live line only.
class LiveRecord {
 public:
  void merge(const measure::Histogram& latencies);
  /// What was merged since the last look.
  [[nodiscard]] measure::Histogram take();

 private:
  std::mutex mutex_;
  measure::Histogram latencies_;
};

struct Observed {
  SeenPlacement placement;
  WaitEvents wait_events;
  void merge(const Observed& other);
};

class Worker;

class Observer {
 public:
  /// `title` begins the live line, which is written to a terminal's stderr only.
  Observer(const pg::Database& database, std::string title);
  ~Observer();
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;

  /// From now on it looks at these, ten times a second: often enough to tell, too seldom to take a
  /// hundredth of a core.  `on_this_machine`: their cores can be seen.  They must outlive `stop`.
  void start(const std::vector<std::unique_ptr<Worker>>& workers, bool on_this_machine);
  /// Ends that, erases the live line, and returns what was seen since `start`.
  [[nodiscard]] Observed stop();

  /// Where workers tell their latencies; nothing when nobody reads them.
  [[nodiscard]] LiveRecord* live() { return is_live_ ? &live_ : nullptr; }

 private:
  void watch();
  void look();
  void draw();

  pg::Session session_;
  std::string title_;
  bool is_live_ = false;
  bool has_line_ = false;
  LiveRecord live_;
  measure::Instant started_;
  measure::Instant drawn_;
  const std::vector<std::unique_ptr<Worker>>* workers_ = nullptr;
  std::string backends_;  ///< As the text of an array.
  bool on_this_machine_ = false;
  Observed observed_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace eventstore::bench
