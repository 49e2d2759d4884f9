// The harness's timed call, as eventstore_bench makes it, up to the whole answer: what it does with
// the rows has no equal in what it is compared with.
#pragma once

#include "bench/placement.hpp"
#include "bench/trust/subject.hpp"
#include "core/cases/operation_call.hpp"
#include "core/measure/clock.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::trust {

class TimedCall {
 public:
  /// Connects and prepares.  Throws Failure.
  TimedCall(const Subject& subject, Workplace& workplace, bench::Placement& placement);

  /// Encodes the arguments, then makes the call between two readings of the clock.  `after_call()`
  /// is called before the second one.  Throws Failure when the outcome is not the one the case
  /// expects.
  template <typename AfterCall>
  measure::Duration measure(const AfterCall& after_call) {
    call_.set_arguments(arguments_.next());
    const auto start = measure::Clock::now();
    const cases::CallResult result = call_.run();
    after_call();
    const measure::Duration duration = measure::Clock::now() - start;
    arguments_.finished(result.outcome);
    if (result.outcome != expected_) complain(result);
    rows_ = result.rows;
    return duration;
  }

  measure::Duration measure() {
    return measure([] {});
  }

  /// Of the last call.
  [[nodiscard]] std::int64_t rows() const { return rows_; }

 private:
  [[noreturn]] void complain(const cases::CallResult& result) const;

  std::string title_;
  Outcome expected_;
  pg::Wire wire_;
  Arguments arguments_;
  cases::OperationCall call_;
  std::int64_t rows_ = 0;
};

/// How many calls take about so long: by the median of calls that also warm up.
struct Pace {
  double median_ns = 0;
  std::size_t calls = 0;  ///< At least eleven.
};
[[nodiscard]] Pace pace_of(TimedCall& call, measure::Duration about);

}  // namespace eventstore::trust
