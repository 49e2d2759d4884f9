#include "bench/load/load_run.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "bench/load/judgement.hpp"
#include "bench/load/load_result.hpp"
#include "bench/load/load_worker.hpp"
#include "bench/load/run_state.hpp"
#include "bench/load/schedule.hpp"
#include "bench/load/step_runner.hpp"
#include "bench/load/stored_events.hpp"
#include "bench/load/tracking_processors.hpp"
#include "core/measure/process_usage.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::load {

using measure::Clock;
using measure::Duration;
using measure::Instant;
using measure::seconds_between;

namespace {

/// What is due at the end, or under way when a signal comes, has so long to be done.
constexpr std::chrono::seconds longest_end{10};

class LoadRun {
 public:
  LoadRun(const Scenario& scenario, const dataset::SeededStore& store, const pg::Database& database,
          const RunSettings& settings)
      : scenario_(scenario),
        settings_(settings),
        run_(scenario, store, database, settings.seed, std::random_device{}()),
        progress_(settings.verbosity),
        broken_since_(scenario.thresholds.size()) {}

  [[nodiscard]] result::LoadResult run() {
    connect();
    const measure::ProcessUsage before = measure::usage_of_this_process();
    const double server_before = server_cpu_seconds();
    schedule_.emplace(scenario_, settings_.seed, Clock::now(), longest_end);
    if (processors_) processors_->start(schedule_->start());
    start();
    watch();
    if (processors_) finish_processors();
    const double server_after = server_cpu_seconds();
    join();
    result_ = result_of(run_, reached());
    if (processors_) result_.processors = processors_->result();
    result_.client_cpu_seconds = measure::usage_of_this_process().cpu_seconds - before.cpu_seconds;
    if (server_after > 0.0) result_.server_cpu_seconds = server_after - server_before;
    result_.moments = std::move(moments_);
    for (std::size_t i = 0; i < backlog_most_.size(); ++i) {
      result_.phases[i].backlog_most = backlog_most_[i];
    }
    result_.ended_by = ended_by_;
    result_.is_partial = !ended_by_.empty();
    for (std::size_t i : aborted_) result_.thresholds[i].aborted = true;
    check_books();
    return std::move(result_);
  }

 private:
  void connect() {
    const auto count = static_cast<std::size_t>(scenario_.pool);
    for (std::size_t i = 0; i < count; ++i) {
      stop_if_interrupted();
      runners_.push_back(std::make_unique<StepRunner>(run_, cases::Share{.index = i, .of = count}));
    }
    if (scenario_.processors.count > 0) processors_.emplace(run_);
    backlog_most_.resize(scenario_.phases.size());
  }

  void start() {
    working_ = static_cast<int>(runners_.size());
    for (const auto& runner : runners_) {
      threads_.emplace_back([this, &runner = *runner] {
        try {
          work(run_, *schedule_, runner);
        } catch (...) {
          const std::lock_guard lock{mutex_};
          if (!failure_) failure_ = std::current_exception();
          schedule_->stop();
        }
        --working_;
      });
    }
  }

  /// Looks now and then, until all workers have ended.
  void watch() {
    constexpr auto pause = std::chrono::milliseconds{20};
    constexpr auto moment = std::chrono::seconds{1};
    Instant next_moment = schedule_->start() + moment;
    while (working_ > 0) {
      std::this_thread::sleep_for(pause);
      const Instant now = Clock::now();
      if (interrupted()) end_early("a signal");
      if (ending_since_ && now > *ending_since_ + longest_end) sever();
      if (now < next_moment) continue;
      note_moment(now);
      look_at_thresholds(now);
      next_moment += moment;
    }
    if (next_moment - moment < Clock::now()) note_moment(Clock::now());
  }

  void finish_processors() {
    progress_.show("waiting for the processors");
    processors_->finish(settings_.processors_end);
  }

  void end_early(const std::string& why) {
    if (ending_since_) return;
    ending_since_ = Clock::now();
    ended_by_ = why;
    schedule_->stop();
  }

  void sever() {
    for (const auto& runner : runners_) runner->sever();
    ending_since_ = Clock::now();  // Who had to be told is told again, should it take so long.
  }

  void note_moment(Instant now) {
    const Interval interval = run_.records.take_interval();
    const double seconds = seconds_between(last_moment_.value_or(schedule_->start()), now);
    last_moment_ = now;
    result::LoadMoment moment{.at_seconds = seconds_between(schedule_->start(), now)};
    moment.issued_rate = static_cast<double>(interval.issued) / seconds;
    moment.failed_rate = static_cast<double>(interval.failed) / seconds;
    moment.p95_ns = interval.response.percentile(95);
    moment.backlog = schedule_->backlog(now);
    if (processors_) moment.processor_lag = processors_->look();
    std::uint64_t& most = backlog_most_[scenario_.phase_at(now - schedule_->start())];
    most = std::max(most, moment.backlog);
    moments_.push_back(moment);
    draw(moment);
  }

  void draw(const result::LoadMoment& moment) {
    const bool is_terminal = terminal_of(stdout).width > 0;
    constexpr std::size_t seldom = 10;
    if (!is_terminal && moments_.size() % seldom != 0) return;
    const Phase& phase = scenario_.phases[reached().phase];
    const double whole = std::chrono::duration<double>(scenario_.length()).count();
    progress_.show(fmt::format(
        "{}  {} of {}  {}/s  p95 {}  errors {}/s  backlog {}", phase.name,
        elapsed_text(moment.at_seconds), elapsed_text(whole), quantity_text(moment.issued_rate),
        duration_text(static_cast<double>(moment.p95_ns)), quantity_text(moment.failed_rate),
        grouped(static_cast<std::int64_t>(moment.backlog))));
  }

  [[nodiscard]] Reached reached() const {
    const Instant now = std::min(Clock::now(), schedule_->end());
    const std::size_t phase = scenario_.phase_at(now - schedule_->start());
    const Duration into = now - schedule_->start() - scenario_.begin_of(phase);
    return {.phase = phase, .seconds = std::chrono::duration<double>(into).count()};
  }

  /// Those that end a run when they are broken for too long.
  void look_at_thresholds(Instant now) {
    for (std::size_t i = 0; i < scenario_.thresholds.size(); ++i) {
      const Threshold& threshold = scenario_.thresholds[i];
      if (!threshold.abort_after || ending_since_) continue;
      const bool has_value = value_of(threshold, scenario_, run_.records, reached()).has_value();
      const bool is_broken = has_value && !judge(threshold, scenario_, run_.records, reached()).met;
      if (!is_broken) {
        broken_since_[i].reset();
      } else if (!broken_since_[i]) {
        broken_since_[i] = now;
      } else if (now - *broken_since_[i] >= *threshold.abort_after) {
        aborted_.push_back(i);
        end_early(fmt::format("the threshold '{}'", threshold.text));
      }
    }
  }

  [[nodiscard]] double server_cpu_seconds() {
    std::vector<int> pids;
    if (processors_) pids = processors_->backends_here();
    for (const auto& runner : runners_) {
      if (const int pid = runner->backend_here(); pid != 0) pids.push_back(pid);
    }
    return measure::usage_of_all(pids).cpu_seconds;
  }

  void join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    if (failure_) std::rethrow_exception(failure_);
    for (const Leftover& left : schedule_->leftovers()) {
      run_.records.add_skipped(scenario_.phase_at(left.due - schedule_->start()), left.population);
    }
  }

  void check_books() {
    if (run_.ledger.issued() > 0) read_back();
    look_up_tenants();
    result_.violations = violations_of(run_);
  }

  void read_back() {
    progress_.show("reading the stored events back");
    const StoredCounts counts =
        check_stored_events(run_.database, run_.store.catalogue.store,
                            run_.store.manifest.tokens.head.position, run_.ledger, run_.violations);
    result_.ledger = {.stored = counts.stored,
                      .acknowledged = counts.acknowledged,
                      .refused = counts.refused,
                      .in_doubt = counts.in_doubt,
                      .in_doubt_stored = counts.in_doubt_stored,
                      .aggregates = counts.aggregates};
  }

  /// Of what was pulled without being told whose it is.
  void look_up_tenants() {
    const PulledCounts counts = check_pulled_tenants(run_.database, run_.store.catalogue.store,
                                                     run_.pulled, run_.violations);
    if (counts.looked_up == 0) return;
    result_.checks.push_back({.check = fmt::format("other tenants' among {} pulled and looked up",
                                                   counted(counts.looked_up, "event")),
                              .counted = counts.others});
  }

  const Scenario& scenario_;
  const RunSettings settings_;
  RunState run_;
  Progress progress_;
  std::vector<std::unique_ptr<StepRunner>> runners_;
  std::optional<Schedule> schedule_;
  std::optional<TrackingProcessors> processors_;
  std::vector<std::thread> threads_;
  std::atomic<int> working_{0};
  std::mutex mutex_;
  std::exception_ptr failure_;

  std::vector<result::LoadMoment> moments_;
  std::optional<Instant> last_moment_;
  std::vector<std::uint64_t> backlog_most_;  ///< Of each phase.
  std::vector<std::optional<Instant>> broken_since_;
  std::vector<std::size_t> aborted_;
  std::optional<Instant> ending_since_;
  std::string ended_by_;
  result::LoadResult result_;
};

}  // namespace

result::LoadResult run_scenario(const Scenario& scenario, const dataset::SeededStore& store,
                                const pg::Database& database, const RunSettings& settings) {
  return LoadRun{scenario, store, database, settings}.run();
}

}  // namespace eventstore::load
