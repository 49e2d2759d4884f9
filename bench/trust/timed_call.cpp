#include "bench/trust/timed_call.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/measure/median.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::trust {

namespace {

pg::Wire prepared_wire(const Subject& subject, Workplace& workplace, bench::Placement& placement) {
  const pg::Database& database = workplace.database_of(subject);
  pg::Wire wire{database, subject.session_use()};
  cases::prepare(wire, *subject.operation);
  placement.place_backend(wire.backend_pid(), database.name);
  return wire;
}

}  // namespace

TimedCall::TimedCall(const Subject& subject, Workplace& workplace, bench::Placement& placement)
    : title_(subject.title()),
      expected_(subject.which->expected_outcome),
      wire_(prepared_wire(subject, workplace, placement)),
      arguments_(subject, workplace.manifest(), workplace.progress_of(subject)),
      call_(wire_, *subject.operation) {}

void TimedCall::complain(const cases::CallResult& result) const {
  throw Failure(fmt::format("{}: the outcome was {}{}{}, where the case expects {}", title_,
                            name_of(result.outcome), result.message.empty() ? "" : ": ",
                            result.message, name_of(expected_)));
}

Pace pace_of(TimedCall& call, measure::Duration about) {
  constexpr std::size_t fewest =
      11;  // Custom plans come first: the sixth call has the generic one.
  constexpr std::size_t most = 2000;
  std::vector<double> times;
  const auto start = measure::Clock::now();
  while (times.size() < fewest || (times.size() < most && measure::Clock::now() - start < about)) {
    stop_if_interrupted();
    times.push_back(static_cast<double>(call.measure().count()));
  }
  Pace pace{.median_ns = measure::median(times)};
  const double calls = static_cast<double>(about.count()) / std::max(pace.median_ns, 1.0);
  pace.calls = std::max(fewest, static_cast<std::size_t>(calls));
  return pace;
}

}  // namespace eventstore::trust
