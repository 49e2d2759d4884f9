#include "bench/load/load_run.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <random>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "bench/load/books.hpp"
#include "bench/load/judgement.hpp"
#include "bench/load/load_result.hpp"
#include "bench/load/load_worker.hpp"
#include "bench/load/operation_step.hpp"
#include "bench/load/run_observer.hpp"
#include "bench/load/run_state.hpp"
#include "bench/load/schedule.hpp"
#include "bench/load/step_runner.hpp"
#include "bench/load/tracking_processors.hpp"
#include "bench/load/trends.hpp"
#include "core/measure/process_usage.hpp"
#include "core/pg/connect_failure.hpp"
#include "core/pg/holders.hpp"
#include "core/pg/session.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/stop_reason.hpp"

namespace eventstore::load {

using measure::Clock;
using measure::Duration;
using measure::Instant;
using measure::seconds_between;

namespace {

/// What is under way when a signal comes has so long to be done.
constexpr std::chrono::seconds longest_end{10};

class LoadRun {
 public:
  LoadRun(RunState& run, Runners& runners, const RunSettings& settings)
      : scenario_(run.scenario),
        settings_(settings),
        run_(run),
        progress_(settings.verbosity),
        runners_(runners),
        backlog_most_(scenario_.phases.size()),
        backlog_end_(scenario_.phases.size()),
        broken_since_(scenario_.thresholds.size()) {}

  [[nodiscard]] result::LoadResult run() {
    const measure::ProcessUsage before = measure::usage_of_this_process();
    const double server_before = server_cpu_seconds();
    if (scenario_.processors.count > 0) processors_.emplace(run_);
    observer_.emplace(run_.database, run_.store.catalogue, observed_run());
    observer_->start();
    schedule_.emplace(scenario_, settings_.seed, Clock::now(), settings_.grace);
    if (processors_) processors_->start(schedule_->start(), [this] { return backends().pids; });
    start();
    watch();
    result::LoadObservation observation = observer_->stop();
    if (processors_) finish_processors();
    const double server_after = server_cpu_seconds();
    join();
    result_ = result_of(run_, reached());
    if (processors_) result_.processors = processors_->result();
    result_.client_cpu_seconds = measure::usage_of_this_process().cpu_seconds - before.cpu_seconds;
    if (server_after > 0.0) result_.server_cpu_seconds = server_after - server_before;
    result_.moments = std::move(moments_);
    result_.observation = std::move(observation);
    for (std::size_t i = 0; i < backlog_most_.size(); ++i) {
      result_.phases[i].backlog_most = backlog_most_[i];
      result_.phases[i].backlog_end = backlog_end_[i];
    }
    result_.ended_by = ended_by_;
    result_.is_partial = !ended_by_.empty();
    for (std::size_t i : aborted_) result_.thresholds[i].aborted = true;
    result_.observation.trends = trends_of(scenario_, result_);
    judge_growths();
    note_holders();
    if (!cut_waits_.empty() && result_.no_verdict.empty()) result_.no_verdict = cut_waits_;
    return std::move(result_);
  }

 private:
  void judge_growths() {
    for (std::size_t i = 0; i < scenario_.thresholds.size(); ++i) {
      const Threshold& threshold = scenario_.thresholds[i];
      if (threshold.quantity != Quantity::growth) continue;
      result_.thresholds[i] = judge_growth(threshold, scenario_, result_);
    }
  }

  /// Somebody's open transaction is no fault of the store: a time of processors that it may have
  /// made too long decides nothing.  A percentile is touched where more than its rest was held
  /// back.  Nor do times of which the longest are missing, as processors still wait.
  void note_holders() {
    if (!processors_) return;
    const std::string& unproven = result_.processors->unproven;
    if (processors_->held_by().empty() && unproven.empty()) return;
    for (std::size_t i = 0; i < scenario_.thresholds.size(); ++i) {
      const Threshold& threshold = scenario_.thresholds[i];
      if (threshold.series != Series::visibility || result_.thresholds[i].met) continue;
      const bool is_percentile = threshold.quantity == Quantity::percentile;
      const double rest = is_percentile ? (100.0 - threshold.percentile) / 100.0 : 0.0;
      const bool is_touched =
          !processors_->held_by().empty() && processors_->held_share() >= rest / 2.0;
      if (is_touched) {
        result_.thresholds[i].undecided = "processors were held back by " + processors_->held_by();
      } else if (!unproven.empty()) {
        result_.thresholds[i].undecided = unproven;
      }
    }
  }

  [[nodiscard]] Backends backends() {
    Backends backends;
    for (const auto& runner : runners_) runner->add_to(backends);
    if (processors_) processors_->add_to(backends);
    return backends;
  }

  [[nodiscard]] ObservedRun observed_run() {
    return {.backends = [this] { return backends(); },
            .events =
                [this] {
                  return run_.store.manifest.events +
                         static_cast<std::int64_t>(run_.ledger.acknowledged());
                }};
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
    constexpr auto moment = std::chrono::milliseconds{1000};
    Instant next_moment = schedule_->start() + moment;
    // Statements have their own time-out by then; a commit that waits for a standby has none.
    Instant next_cut = schedule_->end() + settings_.grace + scenario_.statement_timeout +
                       scenario_.acquire_timeout;
    while (working_ > 0) {
      std::this_thread::sleep_for(pause);
      const Instant now = Clock::now();
      if (interrupted()) end_early(stop_reason());
      note_phase_ends(now);
      if (ending_since_ && now > *ending_since_ + longest_end) sever();
      if (now > next_cut) {
        cut_waits();
        next_cut = now + longest_end;
      }
      if (now < next_moment) continue;
      note_moment(now);
      look_at_thresholds(now);
      next_moment += moment;
    }
    // Of the last few milliseconds there is no rate to tell.
    const Instant end = Clock::now();
    if (moments_.empty() || end - (next_moment - moment) > moment / 2) note_moment(end);
  }

  void finish_processors() {
    progress_.show("waiting for the processors");
    processors_->finish(settings_.processors_end, settings_.holders_end, progress_);
  }

  /// How much waits at the end of each phase that is over and has not been looked at.
  void note_phase_ends(Instant now) {
    while (ended_phases_ < scenario_.phases.size() &&
           now >= schedule_->start() + scenario_.begin_of(ended_phases_ + 1)) {
      backlog_end_[ended_phases_++] = schedule_->backlog(now);
    }
  }

  void end_early(const std::string& why) {
    if (ending_since_) return;
    ending_since_ = Clock::now();
    ended_by_ = why;
    progress_.say(
        fmt::format("ended by {}; what is under way has {} s to end", why, longest_end.count()));
    schedule_->stop();
  }

  /// Long after the end: commits that still wait for a standby are told to wait no longer.  They
  /// are stored by then, and their calls end as ok.
  void cut_waits() {
    std::string why = "calls did not end";
    try {
      pg::Session session{run_.database};
      const std::string text = pg::synchronous_waits_text(pg::synchronous_waits(session));
      if (!text.empty()) why = text;
    } catch (const std::runtime_error&) {
      // Then only that they did not end is known.
    }
    cut_waits_ = "long after the end of the last phase calls were cancelled: " + why;
    progress_.say(cut_waits_);
    for (const auto& runner : runners_) runner->cancel();
  }

  void sever() {
    if (!has_cancelled_) {
      has_cancelled_ = true;
      for (const auto& runner : runners_) runner->cancel();
      ending_since_ = Clock::now() - longest_end + std::chrono::seconds{2};
      return;
    }
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
    if (processors_) moment.processor_lag = processors_->look(progress_);
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
        moment.p95_ns == 0 ? "-" : duration_text(static_cast<double>(moment.p95_ns)),
        quantity_text(moment.failed_rate), grouped(static_cast<std::int64_t>(moment.backlog))));
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
    const Backends all = backends();
    return all.are_here ? measure::usage_of_all(all.pids).cpu_seconds : 0.0;
  }

  void join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    if (failure_) std::rethrow_exception(failure_);
    for (const Leftover& left : schedule_->leftovers()) {
      run_.records.add_skipped(scenario_.phase_at(left.due - schedule_->start()), left.population);
    }
  }

  const Scenario& scenario_;
  const RunSettings settings_;
  RunState& run_;
  Progress progress_;
  Runners& runners_;
  std::optional<RunObserver> observer_;
  std::optional<Schedule> schedule_;
  std::optional<TrackingProcessors> processors_;
  std::vector<std::thread> threads_;
  std::atomic<int> working_{0};
  std::mutex mutex_;
  std::exception_ptr failure_;

  std::vector<result::LoadMoment> moments_;
  std::optional<Instant> last_moment_;
  std::vector<std::uint64_t> backlog_most_;  ///< Of each phase.
  std::vector<std::uint64_t> backlog_end_;   ///< Likewise, of those that are over,
  std::size_t ended_phases_ = 0;             ///< which are so many.
  std::vector<std::optional<Instant>> broken_since_;
  std::vector<std::size_t> aborted_;
  std::optional<Instant> ending_since_;
  std::string ended_by_;
  std::string cut_waits_;       ///< Why calls were cancelled, where they were.
  bool has_cancelled_ = false;  ///< After a signal.
  result::LoadResult result_;
};

}  // namespace

Runners connect_all(RunState& run) {
  cases::refuse_hidden_writes(run.database, run.store.manifest,
                              operations_of(run.scenario, run.store.catalogue));
  const auto count = static_cast<std::size_t>(run.scenario.pool);
  Runners runners;
  for (std::size_t i = 0; i < count; ++i) {
    stop_if_interrupted();
    try {
      runners.push_back(std::make_unique<StepRunner>(run, cases::Share{.index = i, .of = count}));
    } catch (const pg::ConnectFailure& failure) {
      constexpr std::string_view too_many_connections = "53300";
      if (i == 0 || failure.sqlstate() != too_many_connections) throw;
      throw Failure(fmt::format(
          "{} of {} sessions could be connected; take fewer with a smaller pool, or raise "
          "max_connections: {}",
          i, count, failure.what()));
    }
  }
  return runners;
}

result::LoadResult run_once(RunState& run, Runners& runners, const RunSettings& settings) {
  result::LoadResult load = LoadRun{run, runners, settings}.run();
  for (const auto& runner : runners) runner->require_read_only();
  return load;
}

result::LoadResult run_scenario(const Scenario& scenario, const dataset::SeededStore& store,
                                const pg::Database& database, const RunSettings& settings) {
  RunState run{scenario, store, database, settings.seed, std::random_device{}()};
  run.plans_from = settings.plans_from;
  Progress progress{settings.verbosity};
  progress.show("reading the seeded events");
  open_books(run, settings.max_compared);
  Runners runners = connect_all(run);
  result::LoadResult load = run_once(run, runners, settings);
  if (run.seeded) progress.show("reading the stored events back");
  Books books = check_books(run);
  load.ledger = std::move(books.ledger);
  load.checks = std::move(books.checks);
  load.violations = std::move(books.violations);
  if (load.ledger.unread.empty()) return load;
  // What was measured and seen is told all the same, and what is not known: whether anything was
  // lost.
  load.is_partial = true;
  if (load.ended_by.empty()) {
    load.ended_by = interrupted()
                        ? stop_reason()
                        : "a server whose events could not be read back: " + load.ledger.unread;
  }
  return load;
}

}  // namespace eventstore::load
