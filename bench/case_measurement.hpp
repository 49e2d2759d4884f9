// One case being measured at one point of the axes: its connections, and what was recorded.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/axes.hpp"
#include "bench/observer.hpp"
#include "bench/placement.hpp"
#include "bench/statement_statistics.hpp"
#include "bench/worker.hpp"
#include "core/catalogue/operation.hpp"
#include "core/measure/process_usage.hpp"

namespace eventstore::bench {

/// What is the same for all cases of a run.
struct MeasurementSettings {
  std::string plan_cache_mode;
  Pin pin = Pin::none;
  double warm_up_seconds_most = 1.0;
  double variation_bound = 0.1;  ///< Of the rate, when the warm-up is over.
};

/// What one invocation of a benchmark function recorded.  Google Benchmark invokes it several times
/// to find out how many iterations it takes; only the last invocations count.
struct Invocation {
  Recording recording;
  double seconds = 0.0;                           ///< From the first call to the end of the last.
  std::optional<StatementTotals> server;          ///< As the server counts them.
  measure::ProcessUsage client;                   ///< CPU during the invocation, memory at its end.
  std::optional<measure::ProcessUsage> backends;  ///< The same of the server's processes.
  std::optional<std::int64_t> written_bytes;      ///< To this machine's disks, by whoever.
  Observed observed;

  void merge(const Invocation& other);
};

/// Whether the rate was steady when the measurement began.
enum class Steady : std::uint8_t { not_looked_at, yes, no };

class CaseMeasurement {
 public:
  CaseMeasurement(const catalogue::Operation& operation, const catalogue::Case& which,
                  const Axes& axes)
      : operation_(operation), which_(which), axes_(axes) {}

  [[nodiscard]] const catalogue::Operation& operation() const { return operation_; }
  [[nodiscard]] const catalogue::Case& which() const { return which_; }
  [[nodiscard]] const Axes& axes() const { return axes_; }
  /// OPERATION/CASE, and the axes that are not as usual.
  [[nodiscard]] std::string title() const {
    return operation_.title() + "/" + which_.name + axes_.suffix();
  }

  /// Connects, prepares, checks one call and warms up.  `arguments`: one for each thread.  Throws
  /// Failure: the statement is refused, or its outcome or number of rows is not what the catalogue
  /// says.  `statistics` must outlive the measurement.
  void make_ready(const pg::Database& database, const catalogue::StoreProfile& store,
                  std::vector<cases::BoundCase> arguments, const MeasurementSettings& settings,
                  StatementStatistics& statistics);
  [[nodiscard]] bool is_ready() const { return subject_ != nullptr; }

  /// So many calls, over all threads.  Returns what they recorded, which it keeps.
  const Invocation& measure(std::uint64_t calls);

  /// As often: `make_cold`, a new connection with these arguments, and one call.
  const Invocation& measure_cold(std::uint64_t calls, const std::function<void()>& make_cold,
                                 const std::function<Worker()>& connect);

  /// What was recorded last.
  [[nodiscard]] const Invocation& last() const { return invocations_.back(); }

  /// Keeps what the last `count` invocations recorded, as one; gives the connections back.
  void finish(std::size_t count);
  [[nodiscard]] const std::optional<Invocation>& measured() const { return measured_; }

  [[nodiscard]] Steady steady() const { return steady_; }
  [[nodiscard]] double variation() const { return variation_; }  ///< When the warm-up ended.
  /// Of the plan alone, where it can be told apart.
  [[nodiscard]] std::optional<double> plan_seconds() const { return plan_seconds_; }

  std::string failure;                    ///< Why there is no result; empty when there is one.
  std::string usage_error;                ///< The same, where the user has to change something.
  std::vector<result::CallError> errors;  ///< Of a call that failed, where that is why.
  std::string not_applicable;    ///< Why the data do not hold the case; empty when they do.
  bool ended_by_signal = false;  ///< Before it was measured: there is no result, and no failure.

 private:
  struct Subject {
    Subject(const pg::Database& where, const std::string& title, StatementStatistics& counted)
        : observer(where, title), statistics(counted), database(where.name) {}
    Observer observer;
    StatementStatistics& statistics;
    std::string database;
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<int> backends;
    bool on_this_machine = false;
  };
  void warm_up(double seconds_most, double bound);
  void fetch_pages(double calls, double seconds_most);
  /// Runs the workers and returns the seconds it took.
  double run_workers(std::uint64_t calls);
  void take_recordings(Invocation& invocation);

  const catalogue::Operation& operation_;
  const catalogue::Case& which_;
  Axes axes_;
  std::unique_ptr<Subject> subject_;
  std::deque<Invocation> invocations_;
  std::optional<Invocation> measured_;
  Steady steady_ = Steady::not_looked_at;
  double variation_ = 0.0;
  std::optional<double> plan_seconds_;
};

}  // namespace eventstore::bench
