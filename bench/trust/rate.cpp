#include "bench/trust/rate.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "bench/load/load_run.hpp"
#include "bench/load/scenario_file.hpp"
#include "bench/trust/pgbench.hpp"
#include "bench/trust/subject.hpp"
#include "bench/trust/verdict.hpp"
#include "bench/trust/way.hpp"
#include "core/measure/median.hpp"
#include "core/measure/paired_ratio.hpp"
#include "core/result/markdown.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/progress.hpp"

namespace eventstore::trust {

namespace {

const std::vector<std::string> usual_cases{"find_event/known_hot"};

constexpr double bound = 0.95;

struct Options {
  SubjectOptions subjects;
  std::vector<int> rates{1000, 5000, 20'000, 100'000};
  int connections = 16;
  int pairs = 6;
  int seconds = 3;
};

/// One phase of a Poisson rate, as eventstore_load runs it.
load::Scenario scenario_of(const Subject& subject, int rate, const Options& options) {
  const std::string text = fmt::format(
      "question = \"Is the rate kept?\"\npool = {}\n"
      "[[phase]]\nname = \"hold\"\nlength = \"{} s\"\n"
      "[[population]]\nname = \"callers\"\nrate = {}\narrivals = \"poisson\"\n"
      "mix = {{ \"call {}\" = 1 }}\n",
      options.connections, options.seconds, rate, subject.title());
  return load::parse_scenario(text, "rate", "rate");
}

struct Rates {
  std::vector<double> ours, pgbench;
  std::vector<double> lag_ns;  ///< Ours: 95th percentiles of how late requests began.
};

class OpenLoop {
 public:
  OpenLoop(const Comparison& comparison, const Subject& subject, int rate, const Options& options)
      : comparison_(comparison), scenario_(scenario_of(subject, rate, options)) {}

  /// What is due at the end and was not begun is left, as pgbench leaves it.
  void run(Rates& rates) {
    const load::RunSettings settings{
        .seed = ++seed_, .verbosity = Verbosity::quiet, .grace = std::chrono::milliseconds{1}};
    const result::LoadResult load =
        load::run_scenario(scenario_, comparison_.store(), comparison_.store().database, settings);
    stop_if_interrupted();
    rates.ours.push_back(load.phases.front().ok_rate);
    rates.lag_ns.push_back(static_cast<double>(load.phases.front().lag.p95_ns));
  }

 private:
  const Comparison& comparison_;
  load::Scenario scenario_;
  std::uint64_t seed_ = 0;
};

Rates alternate(Comparison& comparison, const Subject& subject, int rate, const Options& options,
                Progress& progress) {
  bench::Placement placement{bench::Pin::none};
  const WaySetting setting{subject, comparison.workplace(), placement};
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const PgbenchLoad theirs{.clients = options.connections,
                           .threads = std::min(options.connections, cores),
                           .seconds = options.seconds,
                           .rate = rate};
  OpenLoop ours{comparison, subject, rate, options};
  Rates rates;
  for (int pair = 0; pair < options.pairs; ++pair) {
    stop_if_interrupted();
    if (pair % 2 == 0) ours.run(rates);
    rates.pgbench.push_back(pgbench_rate(setting, theirs));
    if (pair % 2 != 0) ours.run(rates);
    progress.update(pair + 1);
  }
  return rates;
}

std::string rate_text(double rate) {
  return grouped(static_cast<std::int64_t>(rate)) + "/s";
}

/// The load tool appends by the engine, with a ledger: no plain statement to hold pgbench against.
bool is_a_call(const Subject& subject) {
  return !subject.operation->writes();
}

ExitCode run(const Options& options) {
  Comparison comparison{"rate", options.subjects, usual_cases};
  std::string notes = comparison.notes();
  result::MarkdownTable table{{{.title = "case"},
                               {.title = "asked for", .align = Align::right},
                               {.title = "harness", .align = Align::right},
                               {.title = "lag p95", .align = Align::right},
                               {.title = "pgbench", .align = Align::right},
                               {.title = "harness / pgbench (95 %)"},
                               {.title = "bound", .align = Align::right},
                               {.title = "verdict"}}};
  Verdicts verdicts;
  for (const Subject& subject : comparison.subjects()) {
    const std::string obstacle = is_a_call(subject)
                                     ? pgbench_obstacle(subject, comparison.workplace())
                                     : "its open loop is for cases that only read";
    if (!obstacle.empty()) {
      verdicts.add(measure::BoundVerdict::undecided);
      notes += fmt::format("No pgbench for {}: {}.\n", subject.title(), obstacle);
      continue;
    }
    for (const int rate : options.rates) {
      Progress progress{Verbosity::normal, stderr, terminal_of(stderr)};
      progress.begin(fmt::format("{} at {}/s", subject.title(), rate), options.pairs, "pair");
      const Rates rates = alternate(comparison, subject, rate, options, progress);
      progress.end(options.pairs);
      const measure::PairedRatio ratio = measure::paired_ratio(rates.ours, rates.pgbench);
      const auto verdict = measure::is_at_least(ratio, bound);
      verdicts.add(verdict);
      table.add_row(
          {result::code(subject.title()), rate_text(rate), rate_text(measure::median(rates.ours)),
           duration_text(measure::median(rates.lag_ns)), rate_text(measure::median(rates.pgbench)),
           text_of(ratio), fmt::format("{:.2f}", bound), word_of(verdict)});
    }
  }
  fmt::print("{} of {} s each, alternating; Poisson arrivals over {}\n\n{}\n{}",
             counted(options.pairs, "pair"), options.seconds,
             counted(options.connections, "connection"), table.text(), notes);
  return verdicts.exit_code();
}

}  // namespace

Subcommand declare_rate(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "rate", "The open loop of eventstore_load against pgbench --rate, kept or beyond reach");
  command->option_defaults()->always_capture_default();
  add_subject_options(*command, options->subjects);
  command->add_option("--rates", options->rates, "Calls a second to ask for, with commas")
      ->type_name("N")
      ->delimiter(',')
      ->check(between(1, 10'000'000))
      ->default_str("1000,5000,20000,100000");
  command->add_option("--connections", options->connections, "Connections of each")
      ->type_name("N")
      ->check(between(1, 512));
  command
      ->add_option("--pairs", options->pairs, "Runs of each, in turn; six are the fewest for 95 %")
      ->type_name("N")
      ->check(between(1, 1000));
  command->add_option("--seconds", options->seconds, "What a run takes")
      ->type_name("SECONDS")
      ->check(between(1, 3600));
  return {.app = command, .run = [options] { return run(*options); }};
}

}  // namespace eventstore::trust
