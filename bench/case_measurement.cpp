#include "bench/case_measurement.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <latch>
#include <thread>
#include <utility>

#include "bench/plan_time.hpp"
#include "bench/steadiness.hpp"
#include "core/measure/machine_usage.hpp"
#include "core/pg/call_loop.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::bench {

using measure::Clock;
using measure::ProcessUsage;

namespace {

/// CPU and disk of `later` are counted from `earlier` on; memory is what it is.
ProcessUsage since(const ProcessUsage& earlier, ProcessUsage later) {
  later.cpu_seconds -= earlier.cpu_seconds;
  later.read_bytes -= earlier.read_bytes;
  return later;
}

void add(ProcessUsage& sum, const ProcessUsage& other) {
  sum.cpu_seconds += other.cpu_seconds;
  sum.read_bytes += other.read_bytes;
  sum.resident_bytes = std::max(sum.resident_bytes, other.resident_bytes);
  sum.knows_disk = other.knows_disk;
}

/// To the disks of this machine.
std::optional<std::int64_t> written_so_far() {
  const auto machine = measure::usage_of_this_machine();
  return machine ? machine->written_bytes : std::nullopt;
}

/// Takes up to `wanted` of what is left.
std::uint64_t take_from(std::atomic<std::uint64_t>& left, std::uint64_t wanted) {
  std::uint64_t there = left.load();
  std::uint64_t taken = 0;
  do {
    taken = std::min(there, wanted);
  } while (taken > 0 && !left.compare_exchange_weak(there, there - taken));
  return taken;
}

}  // namespace

void Invocation::merge(const Invocation& other) {
  recording.merge(other.recording);
  seconds += other.seconds;
  if (server && other.server) server->add(*other.server);
  add(client, other.client);
  if (backends && other.backends) add(*backends, *other.backends);
  if (written_bytes && other.written_bytes) *written_bytes += *other.written_bytes;
  observed.merge(other.observed);
}

void CaseMeasurement::make_ready(const pg::Database& database, const catalogue::StoreProfile& store,
                                 std::vector<cases::BoundCase> arguments,
                                 const MeasurementSettings& settings,
                                 StatementStatistics& statistics) {
  auto subject = std::make_unique<Subject>(database, title(), statistics);
  for (cases::BoundCase& each : arguments) {
    const WorkerSettings own{.plan_cache_mode = settings.plan_cache_mode,
                             .axes = axes_,
                             .pin = settings.pin,
                             .index = subject->workers.size()};
    auto& worker = subject->workers.emplace_back(
        std::make_unique<Worker>(database, store, operation_, which_, std::move(each), own));
    worker->tell(subject->observer.live());
    subject->backends.push_back(worker->wire().backend_pid());
  }
  Worker& first = *subject->workers.front();
  first.check_call();
  subject->on_this_machine = first.wire().is_on_this_machine();
  subject_ = std::move(subject);
  warm_up(settings.warm_up_seconds_most, settings.variation_bound);
  // What is refused by an error has no plan to be told apart.
  if (which_.expected_outcome != Outcome::ok) return;
  plan_seconds_ = bench::plan_seconds(first.wire(), operation_, first.arguments());
}

/// Windows of a twentieth of a second, or a call of each thread, until their rate is steady or the
/// time is over.
void CaseMeasurement::warm_up(double seconds_most, double bound) {
  if (seconds_most <= 0.0) return;
  constexpr double window_seconds = 0.05;
  Steadiness steadiness{bound};
  const auto threads = static_cast<double>(axes_.threads);
  const auto start = Clock::now();
  double calls = threads;
  do {
    const double seconds = run_workers(static_cast<std::uint64_t>(calls));
    const double rate = calls / std::max(seconds, 1e-9);
    steadiness.add(rate);
    // One fast call does not make the next window long.
    calls = std::clamp(std::floor(rate * window_seconds), threads, 4.0 * calls);
  } while (!steadiness.is_steady() && measure::seconds_between(start, Clock::now()) < seconds_most);
  steady_ = steadiness.is_steady() ? Steady::yes : Steady::no;
  variation_ = steadiness.variation();
  fetch_pages(calls, seconds_most);
  for (auto& worker : subject_->workers) worker->recording() = {};
}

/// After a restart the rate is steady while every page comes from the disk.  So the warm-up goes
/// on, in rounds that are each twice as long as the one before and for ten times as long at most,
/// while pages are fetched, and fewer of them in each round: where the data are larger than the
/// memory, it stays as it is.
void CaseMeasurement::fetch_pages(double calls, double seconds_most) {
  constexpr double few = 0.01;
  constexpr double fewer = 0.95;
  double left = 10.0 * seconds_most;
  double before = 1.0;
  for (int round = 0; left > 0.0; ++round) {
    const auto earlier = subject_->statistics.totals(subject_->database);
    const double seconds = run_workers(static_cast<std::uint64_t>(calls));
    const auto now = subject_->statistics.totals(subject_->database);
    if (!now || !earlier) return;
    const StatementTotals seen = now->since(*earlier);
    const auto pages = static_cast<double>(seen.buffers_hit + seen.buffers_read);
    const double share = static_cast<double>(seen.buffers_read) / std::max(pages, 1.0);
    constexpr int too_short_to_tell = 4;
    if (share <= few || (round >= too_short_to_tell && share > fewer * before)) return;
    before = share;
    left -= seconds;
    const double that_fit = calls * left / std::max(seconds, 1e-9);
    calls = std::max(std::min(2.0 * calls, that_fit), 1.0);
  }
}

/// A thread for each connection; with more connections than cores, a thread for each core, which
/// drives every so many-th connection.
double CaseMeasurement::run_workers(std::uint64_t calls) {
  std::atomic<std::uint64_t> left{calls};
  const Worker::Take take = [&](std::uint64_t wanted) { return take_from(left, wanted); };
  const std::size_t count = std::min(subject_->workers.size(), cores_to_use());
  std::vector<std::exception_ptr> failures(count);
  std::latch begin{static_cast<std::ptrdiff_t>(count) + 1};
  const auto work = [&](std::size_t index) {
    std::vector<pg::Caller*> callers;
    try {
      for (std::size_t i = index; i < subject_->workers.size(); i += count) {
        Worker& worker = *subject_->workers[i];
        worker.move_in();
        worker.take_from(take);
        callers.push_back(&worker);
      }
    } catch (...) {
      failures[index] = std::current_exception();
    }
    begin.arrive_and_wait();
    try {
      if (!failures[index]) pg::run_calls(callers);
    } catch (...) {
      failures[index] = std::current_exception();
    }
    if (failures[index]) left = 0;
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work, i);
  begin.arrive_and_wait();
  const auto start = Clock::now();
  threads.clear();
  const double seconds = measure::seconds_between(start, Clock::now());
  for (const std::exception_ptr& each : failures) {
    if (each) std::rethrow_exception(each);
  }
  return seconds;
}

void CaseMeasurement::take_recordings(Invocation& invocation) {
  for (auto& worker : subject_->workers) {
    invocation.recording.merge(worker->recording());
    worker->recording() = {};
  }
}

const Invocation& CaseMeasurement::measure(std::uint64_t calls) {
  Subject& subject = *subject_;
  Invocation invocation;
  const auto server_before = subject.statistics.totals(subject.database);
  const auto client_before = measure::usage_of_this_process();
  const auto backends_before = measure::usage_of_all(subject.backends);
  const auto written_before = written_so_far();
  subject.observer.start(subject.workers, subject.on_this_machine);
  try {
    invocation.seconds = run_workers(calls);
  } catch (...) {
    static_cast<void>(subject.observer.stop());
    throw;
  }
  invocation.observed = subject.observer.stop();
  invocation.client = since(client_before, measure::usage_of_this_process());
  if (subject.on_this_machine) {
    invocation.backends = since(backends_before, measure::usage_of_all(subject.backends));
    if (const auto written = written_so_far(); written && written_before) {
      invocation.written_bytes = *written - *written_before;
    }
  }
  if (const auto now = subject.statistics.totals(subject.database); now && server_before) {
    invocation.server = now->since(*server_before);
  }
  take_recordings(invocation);
  for (auto& worker : subject.workers) worker->check_read_only();
  return invocations_.emplace_back(std::move(invocation));
}

const Invocation& CaseMeasurement::measure_cold(std::uint64_t calls,
                                                const std::function<void()>& make_cold,
                                                const std::function<Worker()>& connect) {
  Invocation invocation;
  const Worker::Take one = [](std::uint64_t) { return std::uint64_t{1}; };
  for (std::uint64_t i = 0; i < calls; ++i) {
    make_cold();
    Worker worker = connect();
    worker.move_in();
    worker.take_from(one);
    stop_if_interrupted();
    const auto start = Clock::now();
    if (worker.begin()) worker.finish();
    invocation.seconds += measure::seconds_between(start, Clock::now());
    worker.check_read_only();
    invocation.recording.merge(worker.recording());
  }
  return invocations_.emplace_back(std::move(invocation));
}

void CaseMeasurement::finish(std::size_t count) {
  subject_.reset();
  if (!failure.empty() || invocations_.empty()) return;
  for (; count > 0 && !invocations_.empty(); --count) {
    if (measured_) {
      measured_->merge(invocations_.back());
    } else {
      measured_ = std::move(invocations_.back());
    }
    invocations_.pop_back();
  }
  invocations_.clear();
}

}  // namespace eventstore::bench
