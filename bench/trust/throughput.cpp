#include "bench/trust/throughput.hpp"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>

#include <fmt/format.h>

#include "bench/trust/pgbench.hpp"
#include "bench/trust/verdict.hpp"
#include "bench/trust/way.hpp"
#include "core/cases/operation_call.hpp"
#include "core/measure/histogram.hpp"
#include "core/measure/median.hpp"
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

/// Calls of all threads, each on a connection of its own.
class ClosedLoop {
 public:
  ClosedLoop(const WaySetting& setting, int clients, int seconds)
      : setting_(setting), seconds_(seconds), start_(clients) {
    const pg::Database& database = setting.workplace.database_of(setting.subject);
    for (int i = 0; i < clients; ++i) {
      const pg::Wire& wire = wires_.emplace_back(database);
      setting.placement.place_backend(wire.backend_pid(), database.name);
    }
    calls_.resize(wires_.size());
  }

  /// Calls a second.
  double run() {
    const auto start = Clock::now();
    deadline_ = start + std::chrono::seconds{seconds_};
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < wires_.size(); ++i) {
        threads.emplace_back([this, i] { run_thread(i); });
      }
    }
    if (first_error_) std::rethrow_exception(first_error_);
    const auto calls = std::accumulate(calls_.begin(), calls_.end(), std::uint64_t{0});
    return static_cast<double>(calls) / measure::seconds_between(start, Clock::now());
  }

 private:
  void run_thread(std::size_t index) {
    start_.arrive_and_wait();
    try {
      make_calls(wires_[index], calls_[index]);
    } catch (...) {
      const std::lock_guard lock{mutex_};
      if (!first_error_) first_error_ = std::current_exception();
      has_failed_ = true;
    }
  }

  /// Preparing is part of it: pgbench prepares with its first call, too.
  void make_calls(pg::Wire& wire, std::uint64_t& calls) {
    const Subject& subject = setting_.subject;
    cases::Progress progress;
    Arguments arguments{subject, setting_.workplace.manifest(), progress};
    cases::prepare(wire, *subject.operation);
    cases::OperationCall call{wire, *subject.operation};
    measure::Histogram latencies;
    for (auto now = Clock::now(); now < deadline_ && !has_failed_;) {
      stop_if_interrupted();
      call.set_arguments(arguments.next());
      const auto start = Clock::now();
      const cases::CallResult result = call.run();
      now = Clock::now();
      latencies.record(static_cast<std::uint64_t>((now - start).count()));
      arguments.finished(result.outcome);
      if (result.outcome != subject.which->expected_outcome) {
        throw Failure(fmt::format("{}: {}", subject.title(), result.message));
      }
      ++calls;
    }
  }

  const WaySetting& setting_;
  int seconds_;
  std::vector<pg::Wire> wires_;
  std::vector<std::uint64_t> calls_;
  std::barrier<> start_;
  Clock::time_point deadline_;
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
  Rates rates;
  const auto measure_ours = [&] {
    rates.ours.push_back(ClosedLoop{setting, clients, options.seconds}.run());
  };
  const auto measure_pgbench = [&] {
    rates.pgbench.push_back(
        pgbench_rate(setting, clients, std::min(clients, cores), options.seconds));
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

ExitCode run_throughput(const SubjectOptions& subject_options, const std::string& pin,
                        const ThroughputOptions& options) {
  const dataset::SeededStore store = dataset::open_seeded_store(subject_options.where);
  auto subjects = chosen_subjects(store.catalogue, subject_options.filter, usual_cases);
  fmt::print("bench_trust overhead --throughput: {}, store {}, {}\n", store.description,
             store.catalogue.store.name, counted(store.manifest.events, "event"));
  std::fflush(stdout);
  std::string notes = leave_out_inapplicable(subjects, store.manifest);
  Workplace workplace{store, subjects};
  result::MarkdownTable table{{{.title = "case"},
                               {.title = "connections", .align = Align::right},
                               {.title = "harness", .align = Align::right},
                               {.title = "pgbench", .align = Align::right},
                               {.title = "harness / pgbench (95 %)"},
                               {.title = "bound", .align = Align::right},
                               {.title = "verdict"}}};
  Verdicts verdicts;
  for (const Subject& subject : subjects) {
    const std::string obstacle = pgbench_obstacle(subject, workplace);
    if (!obstacle.empty()) {
      verdicts.add(measure::BoundVerdict::undecided);
      notes += fmt::format("No pgbench for {}: {}.\n", subject.title(), obstacle);
      continue;
    }
    for (const int clients : options.connections) {
      Placement placement{clients == 1 ? pin : pin_none};
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
             counted(options.pairs, "pair"), options.seconds, pin, table.text(), notes);
  return verdicts.exit_code();
}

}  // namespace eventstore::trust
