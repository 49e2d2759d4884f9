#include "bench/trust/throughput.hpp"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "bench/trust/pgbench.hpp"
#include "bench/trust/verdict.hpp"
#include "bench/trust/way.hpp"
#include "core/cases/operation_call.hpp"
#include "core/measure/histogram.hpp"
#include "core/measure/median.hpp"
#include "core/pg/call_loop.hpp"
#include "core/result/markdown.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/progress.hpp"

namespace eventstore::trust {

using measure::Clock;

namespace {

const std::vector<std::string> usual_cases{"append_events/new_1", "find_event/known_hot",
                                           "load_aggregate/hot_10"};

constexpr double bound = 0.95;

/// What the connections of one thread have in common.
struct LoopThread {
  Clock::time_point deadline;
  const std::atomic<bool>& others_have_failed;
  std::uint64_t calls = 0;
  measure::Histogram latencies = {};
};

/// One connection of a closed loop.
class LoopClient : public pg::Caller {
 public:
  explicit LoopClient(const WaySetting& setting)
      : subject_(setting.subject),
        wire_(setting.workplace.database_of(setting.subject), setting.subject.session_use()),
        arguments_(setting.subject, setting.workplace.manifest(), progress_),
        call_(wire_, *setting.subject.operation) {}

  void join(LoopThread& thread) {
    thread_ = &thread;
    now_ = Clock::now();
  }

  pg::Wire& wire() override { return wire_; }

  bool begin() override {
    if (now_ >= thread_->deadline || thread_->others_have_failed) return false;
    prepare_once();
    call_.set_arguments(arguments_.next());
    start_ = Clock::now();
    call_.start();
    return true;
  }

  bool advance() override {
    if (!call_.advance()) return false;
    record();
    return true;
  }

  void finish() override {
    call_.finish();
    record();
  }

 private:
  /// It is part of what is timed: pgbench prepares with its first call, too.
  void prepare_once() {
    if (is_prepared_) return;
    cases::prepare(wire_, *subject_.operation);
    is_prepared_ = true;
  }

  void record() {
    now_ = Clock::now();
    thread_->latencies.record(static_cast<std::uint64_t>((now_ - start_).count()));
    const cases::CallResult& result = call_.result();
    arguments_.finished(result.outcome);
    if (result.outcome != subject_.which->expected_outcome) {
      throw Failure(fmt::format("{}: {}", subject_.title(), result.message));
    }
    ++thread_->calls;
  }

  const Subject& subject_;
  cases::Progress progress_;
  pg::Wire wire_;
  Arguments arguments_;
  cases::OperationCall call_;
  bool is_prepared_ = false;
  LoopThread* thread_ = nullptr;
  Clock::time_point start_, now_;
};

/// Calls of many connections, which a thread for each core drives, as pgbench has it.
class ClosedLoop {
 public:
  ClosedLoop(const WaySetting& setting, int clients, int threads, int seconds)
      : seconds_(seconds), clients_of_(static_cast<std::size_t>(threads)), start_(threads) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(clients); ++i) {
      LoopClient& client = *clients_.emplace_back(std::make_unique<LoopClient>(setting));
      setting.placement.place_backend(client.wire().backend_pid(),
                                      setting.workplace.database_of(setting.subject).name);
      clients_of_[i % clients_of_.size()].push_back(&client);
    }
  }

  /// Calls a second.
  double run() {
    const auto start = Clock::now();
    deadline_ = start + std::chrono::seconds{seconds_};
    {
      std::vector<std::jthread> threads;
      for (const Clients& clients : clients_of_) {
        threads.emplace_back([this, &clients] { run_thread(clients); });
      }
    }
    if (first_error_) std::rethrow_exception(first_error_);
    return static_cast<double>(calls_) / measure::seconds_between(start, Clock::now());
  }

 private:
  using Clients = std::vector<LoopClient*>;

  void run_thread(const Clients& clients) {
    start_.arrive_and_wait();
    LoopThread thread{.deadline = deadline_, .others_have_failed = has_failed_};
    try {
      for (LoopClient* const client : clients) client->join(thread);
      pg::run_calls(std::vector<pg::Caller*>{clients.begin(), clients.end()});
    } catch (...) {
      const std::lock_guard lock{mutex_};
      if (!first_error_) first_error_ = std::current_exception();
      has_failed_ = true;
    }
    calls_ += thread.calls;
  }

  int seconds_;
  std::vector<std::unique_ptr<LoopClient>> clients_;
  std::vector<Clients> clients_of_;  ///< Of each thread.
  std::barrier<> start_;
  Clock::time_point deadline_;
  std::atomic<std::uint64_t> calls_ = 0;
  std::mutex mutex_;
  std::exception_ptr first_error_;
  std::atomic<bool> has_failed_ = false;
};

struct Rates {
  std::vector<double> ours, pgbench;
};

Rates alternate(const WaySetting& setting, int clients, const ThroughputOptions& options,
                Progress& progress) {
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const int threads = std::min(clients, cores);
  Rates rates;
  const auto measure_ours = [&] {
    rates.ours.push_back(ClosedLoop{setting, clients, threads, options.seconds}.run());
  };
  const auto measure_pgbench = [&] {
    rates.pgbench.push_back(pgbench_rate(
        setting, {.clients = clients, .threads = threads, .seconds = options.seconds}));
  };
  for (int pair = 0; pair < options.pairs; ++pair) {
    stop_if_interrupted();
    if (pair % 2 == 0) {
      measure_ours();
      measure_pgbench();
    } else {
      measure_pgbench();
      measure_ours();
    }
    progress.update(pair + 1);
  }
  return rates;
}

std::string rate_text(double rate) {
  return grouped(static_cast<std::int64_t>(rate)) + "/s";
}

}  // namespace

void add_throughput_options(CLI::App& app, ThroughputOptions& options) {
  app.add_option("--connections", options.connections,
                 "With --throughput: connections at once, with commas")
      ->type_name("N")
      ->delimiter(',')
      ->check(between(1, 512))
      ->default_str("1,16,64");
  app.add_option("--pairs", options.pairs, "With --throughput: runs of each, in turn")
      ->type_name("N")
      ->check(between(6, 1000));
  app.add_option("--seconds", options.seconds, "With --throughput: what a run takes")
      ->type_name("SECONDS")
      ->check(between(1, 3600));
}

ExitCode run_throughput(const SubjectOptions& subject_options, bench::Pin pin,
                        const ThroughputOptions& options) {
  Comparison comparison{"overhead --throughput", subject_options, usual_cases};
  Workplace& workplace = comparison.workplace();
  std::string notes = comparison.notes();
  result::MarkdownTable table{{{.title = "case"},
                               {.title = "connections", .align = Align::right},
                               {.title = "harness", .align = Align::right},
                               {.title = "pgbench", .align = Align::right},
                               {.title = "harness / pgbench (95 %)"},
                               {.title = "bound", .align = Align::right},
                               {.title = "verdict"}}};
  Verdicts verdicts;
  for (const Subject& subject : comparison.subjects()) {
    const std::string obstacle = pgbench_obstacle(subject, workplace);
    if (!obstacle.empty()) {
      verdicts.add(measure::BoundVerdict::undecided);
      notes += fmt::format("No pgbench for {}: {}.\n", subject.title(), obstacle);
      continue;
    }
    for (const int clients : options.connections) {
      bench::Placement placement{clients == 1 ? pin : bench::Pin::none};
      const WaySetting setting{subject, workplace, placement};
      Progress progress{Verbosity::normal, stderr, terminal_of(stderr)};
      progress.begin(fmt::format("{} x{}", subject.title(), clients), options.pairs, "pair");
      const Rates rates = alternate(setting, clients, options, progress);
      progress.end(options.pairs);
      const measure::PairedRatio ratio = measure::paired_ratio(rates.ours, rates.pgbench);
      const auto verdict = measure::is_at_least(ratio, bound);
      verdicts.add(verdict);
      table.add_row({result::code(subject.title()), std::to_string(clients),
                     rate_text(measure::median(rates.ours)),
                     rate_text(measure::median(rates.pgbench)), text_of(ratio),
                     fmt::format("{:.2f}", bound), word_of(verdict)});
    }
  }
  fmt::print("{} of {} s each, alternating; --pin {} for one connection, none for more\n\n{}\n{}",
             counted(options.pairs, "pair"), options.seconds, name_of(pin), table.text(), notes);
  return verdicts.exit_code();
}

}  // namespace eventstore::trust
