#include "bench/load/run_observer.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "bench/load/statement_names.hpp"
#include "bench/wait_events.hpp"
#include "core/measure/machine_usage.hpp"
#include "core/measure/process_usage.hpp"

namespace eventstore::load {

using measure::Clock;
using measure::seconds_between;

namespace {

template <typename Number>
std::optional<Number> since(const std::optional<Number>& now, const std::optional<Number>& then) {
  if (!now || !then) return std::nullopt;
  return *now - *then;
}

std::optional<double> rate(const std::optional<double>& amount, double seconds) {
  if (!amount || seconds <= 0.0) return std::nullopt;
  return *amount / seconds;
}

/// What a role may not see, and what a server has not, is not known.  Whether the server is still
/// there, the run itself will say.
template <typename Look>
void where_possible(const Look& look) {
  try {
    look();
  } catch (const std::runtime_error&) {
    return;
  }
}

}  // namespace

RunObserver::RunObserver(const pg::Database& database, const catalogue::Catalogue& catalogue,
                         ObservedRun run)
    : catalogue_(catalogue), run_(std::move(run)), session_(database) {}

RunObserver::~RunObserver() {
  if (thread_.joinable()) static_cast<void>(stop());
}

void RunObserver::start() {
  observed_ = {};
  lock_waits_.clear();
  ends_ = false;
  backends_ = run_.backends();
  server_ = {};
  if (backends_.are_here && !backends_.pids.empty()) server_.start(backends_.pids.front());
  before_ = counters();
  cpu_at_start_ = cpu();
  cpu_at_last_ = cpu_at_start_;
  thread_ = std::thread{[this] { watch(); }};
}

result::LoadObservation RunObserver::stop() {
  {
    const std::lock_guard lock{mutex_};
    ends_ = true;
  }
  wakes_.notify_one();
  thread_.join();
  note_moment(true);
  const Counters after = counters();
  const Cpu& end = cpu_at_last_;
  observed_.seconds = seconds_between(cpu_at_start_.time, end.time);
  observed_.client_cpu_seconds = end.client - cpu_at_start_.client;
  observed_.server_cpu_seconds = since(end.server, cpu_at_start_.server);
  observed_.machine_cpu_seconds = since(end.machine, cpu_at_start_.machine);
  observed_.written_bytes = since(end.written, cpu_at_start_.written);
  observed_.wal_bytes = since(after.wal_bytes, before_.wal_bytes);
  observed_.deadlocks = since(after.deadlocks, before_.deadlocks);
  observed_.rollbacks = since(after.rollbacks, before_.rollbacks);
  observed_.timed_checkpoints = since(after.timed_checkpoints, before_.timed_checkpoints);
  observed_.requested_checkpoints =
      since(after.requested_checkpoints, before_.requested_checkpoints);
  if (const auto machine = measure::usage_of_this_machine()) observed_.cores = machine->cores;
  for (const auto& [wait, looks] : lock_waits_) {
    const auto& [blocked, blocking, lock] = wait;
    observed_.lock_waits.push_back(
        {.blocked = blocked, .blocking = blocking, .lock = lock, .looks = looks});
  }
  std::stable_sort(observed_.lock_waits.begin(), observed_.lock_waits.end(),
                   [](const auto& one, const auto& other) { return one.looks > other.looks; });
  return std::move(observed_);
}

void RunObserver::watch() {
  constexpr auto pause = std::chrono::milliseconds{100};
  std::unique_lock lock{mutex_};
  for (std::size_t count = 0; !ends_; ++count) {
    lock.unlock();
    look(count);
    lock.lock();
    wakes_.wait_for(lock, pause, [this] { return ends_; });
  }
}

void RunObserver::look(std::size_t count) {
  constexpr std::size_t moment = 10;
  constexpr std::size_t sizes = 50;
  where_possible([this] {
    bench::look_at_wait_events(session_, bench::backend_array(backends_.pids),
                               observed_.wait_events);
  });
  if (count % moment != 0) return;
  backends_ = run_.backends();  // Some may have been lost, and connected again.
  where_possible([this] { look_at_locks(); });
  if (count > 0) note_moment(count % sizes == 0);
}

void RunObserver::note_moment(bool with_sizes) {
  const Cpu now = cpu();
  const double seconds = seconds_between(cpu_at_last_.time, now.time);
  result::ObservedMoment moment{.at_seconds = seconds_between(cpu_at_start_.time, now.time)};
  moment.client_cores = rate(now.client - cpu_at_last_.client, seconds);
  moment.server_cores = rate(since(now.server, cpu_at_last_.server), seconds);
  moment.machine_cores = rate(since(now.machine, cpu_at_last_.machine), seconds);
  if (const auto written = since(now.written, cpu_at_last_.written)) {
    moment.written_rate = rate(static_cast<double>(*written), seconds);
  }
  moment.client_bytes = measure::private_bytes_of(measure::this_process());
  if (backends_.are_here) {
    std::int64_t sum = 0;
    for (const int pid : backends_.pids) sum += measure::private_bytes_of(pid).value_or(0);
    moment.server_bytes = sum;
  }
  where_possible([&] { moment.wal_bytes = since(wal_bytes(), before_.wal_bytes); });
  if (with_sizes) where_possible([&] { look_at_sizes(moment); });
  cpu_at_last_ = now;
  observed_.moments.push_back(moment);
}

void RunObserver::look_at_locks() {
  const pg::Rows rows = session_.run(catalogue::harness_sql("load_lock_waits"));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string blocked = statement_name(catalogue_, rows.text(i, "blocked"));
    const std::string blocking = statement_name(catalogue_, rows.text(i, "blocking"));
    lock_waits_[{blocked, blocking, rows.text(i, "lock")}] +=
        static_cast<std::uint64_t>(rows.integer(i, "processes"));
  }
}

void RunObserver::look_at_sizes(result::ObservedMoment& moment) {
  const pg::Rows rows =
      session_.run(catalogue::harness_sql("load_table_bytes"), {{catalogue_.store.events.table}});
  moment.table_bytes = rows.integer(0, "table_bytes");
  moment.index_bytes = rows.integer(0, "index_bytes");
  moment.events = run_.events();
}

std::optional<std::int64_t> RunObserver::wal_bytes() {
  constexpr int first_with_view = 140000;
  if (session_.server_version() < first_with_view) return std::nullopt;
  return session_.run(catalogue::harness_sql("load_wal_bytes")).integer(0, "bytes");
}

RunObserver::Counters RunObserver::counters() {
  Counters counters;
  where_possible([&] {
    const pg::Rows rows = session_.run(catalogue::harness_sql("load_database_counters"));
    counters.deadlocks = rows.integer(0, "deadlocks");
    counters.rollbacks = rows.integer(0, "rollbacks");
  });
  where_possible([&] {
    constexpr int first_with_view = 170000;
    const char* name = session_.server_version() < first_with_view ? "load_checkpoints_before_17"
                                                                   : "load_checkpoints";
    const pg::Rows rows = session_.run(catalogue::harness_sql(name));
    counters.timed_checkpoints = rows.integer(0, "timed");
    counters.requested_checkpoints = rows.integer(0, "requested");
  });
  where_possible([&] { counters.wal_bytes = wal_bytes(); });
  return counters;
}

RunObserver::Cpu RunObserver::cpu() {
  server_.look();
  Cpu now{.time = Clock::now(), .client = measure::usage_of_this_process().cpu_seconds};
  now.server = server_.cpu_seconds();
  const auto machine = measure::usage_of_this_machine();
  if (machine) now.machine = machine->busy_seconds;
  // Of a server elsewhere these disks tell nothing.
  if (machine && now.server) now.written = machine->written_bytes;
  return now;
}

}  // namespace eventstore::load
