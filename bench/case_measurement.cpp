#include "bench/case_measurement.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::bench {

using measure::Clock;
using measure::Duration;

namespace {

pg::Wire prepared_wire(const pg::Database& database, const catalogue::Operation& operation,
                       const std::string& plan_cache_mode) {
  pg::Wire wire{database};
  wire.command("SET plan_cache_mode = " + plan_cache_mode);
  cases::prepare(wire, operation);
  return wire;
}

}  // namespace

Subject::Subject(const pg::Database& database, const catalogue::Operation& operation,
                 cases::BoundCase bound, const std::string& plan_cache_mode)
    : wire(prepared_wire(database, operation, plan_cache_mode)),
      arguments(std::move(bound)),
      call(wire, operation) {}

void CaseMeasurement::complain(const cases::CallResult& result) const {
  throw Failure(fmt::format("{}: the outcome was {}{}{}, where the case expects {}", title(),
                            name_of(result.outcome), result.message.empty() ? "" : ": ",
                            result.message, name_of(which_.expected_outcome)));
}

void CaseMeasurement::make_ready(const pg::Database& database, cases::BoundCase bound,
                                 const std::string& plan_cache_mode, double warm_up_seconds) {
  subject_ = std::make_unique<Subject>(database, operation_, std::move(bound), plan_cache_mode);
  check_first_call();
  warm_up(warm_up_seconds);
}

void CaseMeasurement::check_first_call() {
  const cases::Arguments arguments = subject_->arguments.next();
  subject_->call.set_arguments(arguments);
  const cases::CallResult result = subject_->call.run();
  subject_->arguments.finished(result.outcome);
  if (result.outcome != which_.expected_outcome) complain(result);
  if (result.outcome != Outcome::ok) return;
  for (std::size_t i = 0; i < operation_.steps.size(); ++i) {
    const std::string complaint = cases::row_count_complaint(
        operation_, operation_.steps[i], which_, arguments, subject_->call.rows_by_step()[i]);
    if (!complaint.empty()) throw Failure(fmt::format("{}: {}", title(), complaint));
  }
}

/// Until three windows in a row have medians within a tenth of each other, or the time is over.
void CaseMeasurement::warm_up(double seconds_most) {
  constexpr std::size_t window_calls = 20;
  constexpr double tolerance = 0.10;
  const auto start = Clock::now();
  std::vector<double> medians;
  Invocation& invocation = start_invocation();
  while (measure::seconds_between(start, Clock::now()) < seconds_most) {
    invocation.latencies.reset();
    for (std::size_t i = 0; i < window_calls; ++i) {
      measure_call();
      if (measure::seconds_between(start, Clock::now()) > seconds_most) break;
    }
    medians.push_back(static_cast<double>(invocation.latencies.percentile(50)));
    if (medians.size() < 3) continue;
    const auto [least, most] = std::minmax_element(medians.end() - 3, medians.end());
    if (*most - *least <= tolerance * *most) break;
  }
  invocations_.clear();
}

Invocation& CaseMeasurement::start_invocation() {
  return invocations_.emplace_back();
}

Duration CaseMeasurement::measure_call() {
  stop_if_interrupted();
  subject_->call.set_arguments(subject_->arguments.next());
  const auto start = Clock::now();
  const cases::CallResult result = subject_->call.run();
  const Duration duration = Clock::now() - start;
  subject_->arguments.finished(result.outcome);
  Invocation& invocation = invocations_.back();
  ++invocation.outcomes[result.outcome];
  if (result.outcome != which_.expected_outcome) complain(result);
  invocation.latencies.record(static_cast<std::uint64_t>(duration.count()));
  invocation.rows += static_cast<std::uint64_t>(result.rows);
  return duration;
}

void CaseMeasurement::finish(std::size_t count) {
  subject_.reset();
  if (!failure.empty() || invocations_.empty()) return;
  measured_.emplace();
  for (; count > 0 && !invocations_.empty(); --count) {
    const Invocation& last = invocations_.back();
    measured_->latencies.merge(last.latencies);
    for (const auto& [outcome, calls] : last.outcomes) measured_->outcomes[outcome] += calls;
    measured_->rows += last.rows;
    invocations_.pop_back();
  }
  invocations_.clear();
}

}  // namespace eventstore::bench
