#include "bench/trust/overhead.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "bench/pin_option.hpp"
#include "bench/trust/pgbench.hpp"
#include "bench/trust/throughput.hpp"
#include "bench/trust/timed_call.hpp"
#include "bench/trust/verdict.hpp"
#include "bench/trust/way.hpp"
#include "core/measure/median.hpp"
#include "core/measure/paired_ratio.hpp"
#include "core/result/markdown.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/progress.hpp"

namespace eventstore::trust {

using measure::PairedRatio;

namespace {

const std::vector<std::string> usual_cases{
    "append_events/new_1",     "append_events/new_100",        "create_head_token/all_tenants",
    "find_event/known_hot",    "load_aggregate/hot_10",        "load_aggregate/hot_100",
    "load_aggregate/hot_1000", "read_stream_batch/hot_middle",
};

struct Options {
  SubjectOptions subjects;
  int rounds = 40;
  int round_ms = 50;
  bench::Pin pin = bench::Pin::same;
  bool throughput = false;
  ThroughputOptions closed_loop;
};

/// Of one case.
struct Figures {
  double bare_ns = 0;
  double harness_ns = 0;
  double bound = 0;
  PairedRatio harness;
  PairedRatio pqxx;
  std::optional<PairedRatio> pgbench;
  std::string no_pgbench;  ///< Why not.
};

/// 3 % over bare libpq, 5 % where a call returns at most one row.
double bound_of(const Subject& subject, std::int64_t rows) {
  return !subject.operation->writes() && rows <= 1 ? 1.05 : 1.03;
}

/// All ways in turn, the order moving on by one with each round.  The first round warms up: server
/// processes fill their caches and choose their plans.
std::vector<std::vector<double>> alternate(const std::vector<std::unique_ptr<Way>>& ways,
                                           const Options& options, const Pace& pace,
                                           Progress& progress) {
  const measure::Duration about{
      static_cast<std::int64_t>(static_cast<double>(pace.calls) * pace.median_ns)};
  const auto rounds = static_cast<std::size_t>(options.rounds);
  for (std::size_t round = 0; round <= rounds; ++round) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
      ways[(round + i) % ways.size()]->round(pace.calls, about);
    }
    progress.update(static_cast<std::int64_t>(round));
  }
  std::vector<std::vector<double>> medians;
  for (const auto& way : ways) {
    medians.push_back(way->medians());
    medians.back().erase(medians.back().begin());
  }
  return medians;
}

/// Of the rounds in which `theirs` made a call; nothing when there is none.
std::optional<PairedRatio> ratio_where_both(const std::vector<double>& theirs,
                                            const std::vector<double>& bare) {
  std::vector<double> numerators, denominators;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    if (theirs[i] <= 0) continue;
    numerators.push_back(theirs[i]);
    denominators.push_back(bare[i]);
  }
  if (numerators.empty()) return std::nullopt;
  return measure::paired_ratio(numerators, denominators);
}

Figures measured(const Subject& subject, Workplace& workplace, bench::Placement& placement,
                 const Options& options, Progress& progress) {
  Figures figures;
  Pace pace;
  {
    TimedCall probe{subject, workplace, placement};
    pace = pace_of(probe, std::chrono::milliseconds{options.round_ms});
    figures.bound = bound_of(subject, probe.rows());
  }
  const WaySetting setting{subject, workplace, placement};
  std::vector<std::unique_ptr<Way>> ways;
  ways.push_back(bare_way(setting));
  ways.push_back(harness_way(setting));
  ways.push_back(pqxx_way(setting));
  figures.no_pgbench = pgbench_obstacle(subject, workplace);
  if (figures.no_pgbench.empty()) ways.push_back(pgbench_way(setting));
  const auto medians = alternate(ways, options, pace, progress);
  figures.bare_ns = measure::median(medians[0]);
  figures.harness_ns = measure::median(medians[1]);
  figures.harness = measure::paired_ratio(medians[1], medians[0]);
  figures.pqxx = measure::paired_ratio(medians[2], medians[0]);
  if (medians.size() > 3) {
    figures.pgbench = ratio_where_both(medians[3], medians[0]);
    if (!figures.pgbench) figures.no_pgbench = "it made no call in any round; see --round-ms";
  }
  return figures;
}

ExitCode run_latency(const Options& options) {
  Comparison comparison{"overhead", options.subjects, usual_cases};
  std::string notes = comparison.notes();
  bench::Placement placement{options.pin};
  result::MarkdownTable table{{{.title = "case"},
                               {.title = "bare libpq", .align = Align::right},
                               {.title = "harness", .align = Align::right},
                               {.title = "harness / bare (95 %)"},
                               {.title = "bound", .align = Align::right},
                               {.title = "verdict"},
                               {.title = "libpqxx / bare", .align = Align::right},
                               {.title = "pgbench / bare", .align = Align::right}}};
  Verdicts verdicts;
  for (const Subject& subject : comparison.subjects()) {
    Progress progress{Verbosity::normal, stderr, terminal_of(stderr)};
    progress.begin(subject.title(), options.rounds, "round");
    const Figures figures = measured(subject, comparison.workplace(), placement, options, progress);
    progress.end(options.rounds);
    const auto verdict = measure::is_at_most(figures.harness, figures.bound);
    verdicts.add(verdict);
    table.add_row({result::code(subject.title()), duration_text(figures.bare_ns),
                   duration_text(figures.harness_ns), text_of(figures.harness),
                   fmt::format("{:.2f}", figures.bound), word_of(verdict),
                   fmt::format("{:.3f}", figures.pqxx.estimate),
                   figures.pgbench ? fmt::format("{:.3f}", figures.pgbench->estimate) : "-"});
    if (!figures.no_pgbench.empty()) {
      notes += fmt::format("No pgbench for {}: {}.\n", subject.title(), figures.no_pgbench);
    }
  }
  fmt::print("{}; medians of {} of about {} ms for each way, alternating\n\n{}\n{}",
             placement.description(), counted(options.rounds, "round"), options.round_ms,
             table.text(), notes);
  return verdicts.exit_code();
}

ExitCode run(const Options& options) {
  if (options.throughput) return run_throughput(options.subjects, options.pin, options.closed_loop);
  return run_latency(options);
}

}  // namespace

Subcommand declare_overhead(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("overhead", "The harness's timed call against a bare loop of libpq");
  command->option_defaults()->always_capture_default();
  add_subject_options(*command, options->subjects);
  bench::add_pin_option(*command, options->pin);
  command
      ->add_option("--rounds", options->rounds, "Rounds of each way; six are the fewest for 95 %")
      ->type_name("N")
      ->check(between(6, 1000));
  command->add_option("--round-ms", options->round_ms, "What a round takes, about")
      ->type_name("MS")
      ->check(between(1, 10'000));
  command->add_flag("--throughput", options->throughput,
                    "Calls a second against pgbench, in a closed loop, instead");
  add_throughput_options(*command, options->closed_loop);
  return {.app = command, .run = [options] { return run(*options); }};
}

}  // namespace eventstore::trust
