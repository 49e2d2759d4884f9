#include "bench/observer.hpp"

#include <cstdio>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "bench/worker.hpp"
#include "core/measure/process_usage.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/terminal.hpp"

namespace eventstore::bench {

using measure::Clock;

void LiveRecord::merge(const measure::Histogram& latencies) {
  const std::lock_guard lock{mutex_};
  latencies_.merge(latencies);
}

measure::Histogram LiveRecord::take() {
  const std::lock_guard lock{mutex_};
  measure::Histogram taken = latencies_;
  latencies_.reset();
  return taken;
}

void Observed::merge(const Observed& other) {
  placement.seen += other.placement.seen;
  placement.on_same_core += other.placement.on_same_core;
  for (const auto& [event, looks] : other.wait_events) wait_events[event] += looks;
}

Observer::Observer(const pg::Database& database, std::string title)
    : session_(database),
      title_(std::move(title)),
      is_live_(terminal_of(stderr).width > 0),
      started_(Clock::now()),
      drawn_(started_) {}

Observer::~Observer() {
  if (thread_.joinable()) static_cast<void>(stop());
}

void Observer::start(const std::vector<std::unique_ptr<Worker>>& workers, bool on_this_machine) {
  workers_ = &workers;
  on_this_machine_ = on_this_machine;
  std::vector<int> backends;
  for (const auto& worker : workers) backends.push_back(worker->backend());
  backends_ = backend_array(backends);
  observed_ = {};
  ends_ = false;
  thread_ = std::thread{[this] { watch(); }};
}

Observed Observer::stop() {
  {
    const std::lock_guard lock{mutex_};
    ends_ = true;
  }
  wakes_.notify_one();
  thread_.join();
  if (has_line_) fmt::print(stderr, "\r\x1b[K");
  has_line_ = false;
  return observed_;
}

void Observer::watch() {
  constexpr auto pause = std::chrono::milliseconds{100};
  std::unique_lock lock{mutex_};
  do {
    look();
    if (is_live_) draw();
  } while (!wakes_.wait_for(lock, pause, [this] { return ends_; }));
}

void Observer::look() {
  if (on_this_machine_) {
    for (const auto& worker : *workers_) {
      const auto client = measure::core_of(worker->thread_id());
      const auto server = measure::core_of(worker->backend());
      if (!client || !server) continue;
      ++observed_.placement.seen;
      if (*client == *server) ++observed_.placement.on_same_core;
    }
  }
  try {
    look_at_wait_events(session_, backends_, observed_.wait_events);
  } catch (const std::runtime_error&) {
    // The measurement itself will say that the server has gone.
  }
}

void Observer::draw() {
  const auto now = Clock::now();
  const double seconds = measure::seconds_between(drawn_, now);
  constexpr double readable_seconds = 0.3;
  if (seconds < readable_seconds) return;
  drawn_ = now;
  const measure::Histogram recent = live_.take();
  if (recent.count() == 0) return;
  const double rate = static_cast<double>(recent.count()) / seconds;
  const std::string line = fmt::format(
      "{}  {}  {}/s  p95 {}", title_, elapsed_text(measure::seconds_between(started_, now)),
      quantity_text(rate), duration_text(static_cast<double>(recent.percentile(95))));
  const std::size_t width = terminal_of(stderr).width;
  fmt::print(stderr, "\r\x1b[K{}", line.substr(0, width - 1));
  std::fflush(stderr);
  has_line_ = true;
}

}  // namespace eventstore::bench
