// One case being measured: its connection, its arguments, and what was recorded.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/cases/bound_case.hpp"
#include "core/cases/operation_call.hpp"
#include "core/catalogue/operation.hpp"
#include "core/measure/clock.hpp"
#include "core/measure/histogram.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::bench {

/// What one invocation of a benchmark function recorded.  Google Benchmark invokes it several times
/// to find out how many iterations it takes; only the last invocations count.
struct Invocation {
  measure::Histogram latencies;
  std::map<Outcome, std::uint64_t> outcomes;
  std::uint64_t rows = 0;
};

/// A prepared operation on a connection of its own.
struct Subject {
  pg::Wire wire;
  cases::BoundCase arguments;
  cases::OperationCall call;

  Subject(const pg::Database& database, const catalogue::Operation& operation,
          cases::BoundCase bound, const std::string& plan_cache_mode);
};

class CaseMeasurement {
 public:
  CaseMeasurement(const catalogue::Operation& operation, const catalogue::Case& which)
      : operation_(operation), which_(which) {}

  [[nodiscard]] const catalogue::Operation& operation() const { return operation_; }
  [[nodiscard]] const catalogue::Case& which() const { return which_; }
  [[nodiscard]] std::string title() const { return operation_.title() + "/" + which_.name; }

  /// Connects, prepares, checks one call and warms up, unless that is done.  Throws Failure: the
  /// statement is refused, or its outcome or number of rows is not what the catalogue says.
  void make_ready(const pg::Database& database, cases::BoundCase bound,
                  const std::string& plan_cache_mode, double warm_up_seconds);
  [[nodiscard]] bool is_ready() const { return subject_ != nullptr; }

  /// One call, whose time is returned and recorded in the current invocation.  Throws Failure when
  /// its outcome is not the one the case expects.
  measure::Duration measure_call();
  Invocation& start_invocation();

  /// Keeps what the last `count` invocations recorded, as one; gives the connection back.
  void finish(std::size_t count);
  [[nodiscard]] const std::optional<Invocation>& measured() const { return measured_; }

  std::string failure;         ///< Why there is no result; empty when there is one.
  std::string not_applicable;  ///< Why the data do not hold the case; empty when they do.

 private:
  void check_first_call();
  void warm_up(double seconds_most);
  [[noreturn]] void complain(const cases::CallResult& result) const;

  const catalogue::Operation& operation_;
  const catalogue::Case& which_;
  std::unique_ptr<Subject> subject_;
  std::deque<Invocation> invocations_;
  std::optional<Invocation> measured_;
};

}  // namespace eventstore::bench
