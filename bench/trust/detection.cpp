#include "bench/trust/detection.hpp"

#include <array>
#include <memory>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "bench/pin_option.hpp"
#include "bench/trust/hits.hpp"
#include "bench/trust/timed_call.hpp"
#include "bench/trust/verdict.hpp"
#include "core/measure/histogram.hpp"
#include "core/measure/median.hpp"
#include "core/measure/paired_ratio.hpp"
#include "core/result/markdown.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/progress.hpp"

namespace eventstore::trust {

using measure::BoundVerdict;
using measure::Clock;
using measure::Duration;
using measure::Histogram;
using measure::PairedRatio;

namespace {

const std::vector<std::string> usual_cases{"find_event/known_hot", "load_aggregate/hot_100"};

constexpr double slowed_by = 0.20;
constexpr Duration rare_delay = std::chrono::milliseconds{1};
/// Just more than one in a hundred: p99 is the value that one call in a hundred may exceed.
constexpr std::size_t rare_every = 99;

struct Options {
  SubjectOptions subjects;
  int trials = 20;
  int rounds = 20;
  int round_ms = 10;
  bench::Pin pin = bench::Pin::same;
};

/// A delay is made by spinning in the client, to one reading of the clock: a sleep in the server
/// would come with a timer's granularity and with a process to be woken up, and nobody could say
/// what the truth is.  But spinning has effects beside the time it takes: the scheduler thinks
/// twice before it lets a client that was busy interrupt the server in the middle of its answer,
/// and a call of 100 events gets faster by 35 us.  Therefore all arms spin, as long and as often;
/// those that are slowed within the timed section, the others right behind it.  Whatever the
/// machine makes of a client that spins is the same for both, and the truth is what was spun.
void spin(Duration time) {
  const auto end = Clock::now() + time;
  while (Clock::now() < end) {
  }
}

enum class Spins : std::uint8_t { within_the_timed_section, behind_it };

struct Slowing {
  Spins where = Spins::behind_it;
  Duration delay{0};
  std::size_t every = 1;  ///< Which calls: each, every second one, ...
};

/// Rounds of calls of one arm.
class Arm {
 public:
  Arm(TimedCall& call, std::size_t calls, const Slowing& slowing)
      : call_(call), calls_(calls), slowing_(slowing) {}

  void round() {
    latencies_.reset();
    for (std::size_t i = 0; i < calls_; ++i) {
      stop_if_interrupted();
      const bool is_slowed = ++counted_ % slowing_.every == 0;
      latencies_.record(static_cast<std::uint64_t>(timed(is_slowed).count()));
    }
    medians_.push_back(static_cast<double>(latencies_.percentile(50)));
    all_.merge(latencies_);
  }

  /// From the next round on.
  void slow_by(Duration delay) { slowing_.delay = delay; }

  /// Of each round, as the histogram has them.
  [[nodiscard]] const std::vector<double>& medians() const { return medians_; }
  /// Of the last rounds.
  [[nodiscard]] std::span<const double> last_medians(int rounds) const {
    return std::span{medians_}.last(static_cast<std::size_t>(rounds));
  }
  [[nodiscard]] const Histogram& all() const { return all_; }

 private:
  Duration timed(bool is_slowed) {
    if (!is_slowed) return call_.measure();
    if (slowing_.where == Spins::within_the_timed_section) {
      return call_.measure([this] { spin(slowing_.delay); });
    }
    const Duration time = call_.measure();
    spin(slowing_.delay);
    return time;
  }

  TimedCall& call_;
  std::size_t calls_;
  Slowing slowing_;
  std::size_t counted_ = 0;
  Histogram latencies_;
  Histogram all_;
  std::vector<double> medians_;
};

/// What a kind of delay was reported as, trial after trial.
struct Tally {
  int hits = 0;  ///< Intervals that cover the truth.
  std::vector<double> estimates, truths, half_widths;

  void add(const PairedRatio& ratio, double truth) {
    hits += ratio.covers(truth) ? 1 : 0;
    estimates.push_back(ratio.estimate);
    truths.push_back(truth);
    half_widths.push_back((ratio.high - ratio.low) / 2);
  }
};

struct Detected {
  std::vector<double> delays_ns;  ///< Of each trial.
  Tally none, every_call;
  PairedRatio rare_median;
  Histogram without_rare, with_rare;
};

/// Trials of rounds in which the arms take turns on one connection.
Detected detected(TimedCall& call, const Options& options, Progress& progress) {
  const Pace warm = pace_of(call, std::chrono::milliseconds{100});
  const Pace pace = pace_of(call, std::chrono::milliseconds{options.round_ms});
  Detected found;
  const auto arm = [&](Spins where, Duration delay, std::size_t every) {
    return Arm{call, pace.calls, {.where = where, .delay = delay, .every = every}};
  };
  enum Name : std::uint8_t { plain, control, slowed, plain_rarely, slowed_rarely };
  std::array arms{arm(Spins::behind_it, Duration{0}, 1), arm(Spins::behind_it, Duration{0}, 1),
                  arm(Spins::within_the_timed_section, Duration{0}, 1),
                  arm(Spins::behind_it, rare_delay, rare_every),
                  arm(Spins::within_the_timed_section, rare_delay, rare_every)};
  double usual_ns = warm.median_ns;
  for (int trial = 0; trial < options.trials; ++trial) {
    // Calls get faster and slower by a third within minutes: a fifth of what they take now.
    const Duration delay{static_cast<std::int64_t>(slowed_by * usual_ns)};
    for (const Name name : {plain, control, slowed}) arms[name].slow_by(delay);
    for (std::size_t round = 0; round < static_cast<std::size_t>(options.rounds); ++round) {
      for (std::size_t i = 0; i < arms.size(); ++i) arms[(round + i) % arms.size()].round();
    }
    const auto last = [&](Name name) { return arms[name].last_medians(options.rounds); };
    const auto usual = last(plain);
    usual_ns = measure::median({usual.begin(), usual.end()});
    const double truth = 1 + static_cast<double>(delay.count()) / usual_ns;
    found.delays_ns.push_back(static_cast<double>(delay.count()));
    found.none.add(measure::paired_ratio(last(control), usual), 1);
    found.every_call.add(measure::paired_ratio(last(slowed), usual), truth);
    progress.update(trial + 1);
  }
  found.rare_median =
      measure::paired_ratio(arms[slowed_rarely].medians(), arms[plain_rarely].medians());
  found.without_rare = arms[plain_rarely].all();
  found.with_rare = arms[slowed_rarely].all();
  return found;
}

constexpr double widest_interval = slowed_by / 4;

/// Hits enough, of intervals that are narrow enough to mean something.
BoundVerdict verdict_of_hits(int hits, const Options& options, double half_width) {
  if (hits < fewest_hits(options.trials, 0.95)) return BoundVerdict::missed;
  return half_width > widest_interval ? BoundVerdict::undecided : BoundVerdict::met;
}

/// A tail of its own that is as long as the delay would hide it.
BoundVerdict verdict_of_p99(const Histogram& without, const Histogram& with) {
  const auto delay = static_cast<std::uint64_t>(rare_delay.count());
  if (without.percentile(99) >= delay) return BoundVerdict::undecided;
  return verdict_of(with.percentile(99) >= delay);
}

BoundVerdict verdict_of_same(const PairedRatio& ratio) {
  constexpr double same = 0.02;
  if (ratio.low >= 1 - same && ratio.high <= 1 + same) return BoundVerdict::met;
  const bool is_outside = ratio.low > 1 + same || ratio.high < 1 - same;
  return is_outside ? BoundVerdict::missed : BoundVerdict::undecided;
}

std::string duration_text_of(Duration time) {
  return duration_text(static_cast<double>(time.count()));
}

std::string change(const Histogram& without, const Histogram& with, double percent) {
  return fmt::format("{} -> {}", duration_text(static_cast<double>(without.percentile(percent))),
                     duration_text(static_cast<double>(with.percentile(percent))));
}

void add_rows(result::MarkdownTable& table, Verdicts& verdicts, const std::string& title,
              const Detected& found, const Options& options) {
  const auto add = [&](const std::string& made, const std::string& truth,
                       const std::string& reported, BoundVerdict verdict) {
    verdicts.add(verdict);
    table.add_row({result::code(title), made, truth, reported, word_of(verdict)});
  };
  const auto add_tally = [&](const std::string& made, const Tally& tally) {
    const double half_width = measure::median(tally.half_widths);
    add(made, fmt::format("p50 x {:.3f}", measure::median(tally.truths)),
        fmt::format("{:.3f} +- {:.3f}; {} of {} intervals cover it",
                    measure::median(tally.estimates), half_width, tally.hits, options.trials),
        verdict_of_hits(tally.hits, options, half_width));
  };
  add_tally("none", found.none);
  add_tally(duration_text(measure::median(found.delays_ns)) + " in every call", found.every_call);
  const std::string rare =
      fmt::format("{} in one call of {}", duration_text_of(rare_delay), rare_every);
  add(rare, fmt::format("p99 at least {}", duration_text_of(rare_delay)),
      "p99 " + change(found.without_rare, found.with_rare, 99),
      verdict_of_p99(found.without_rare, found.with_rare));
  add(rare, "p50 x 1.000",
      fmt::format("{}; {}", text_of(found.rare_median),
                  change(found.without_rare, found.with_rare, 50)),
      verdict_of_same(found.rare_median));
}

ExitCode run(const Options& options) {
  Comparison comparison{"detection", options.subjects, usual_cases};
  bench::Placement placement{options.pin};
  result::MarkdownTable table{{{.title = "case"},
                               {.title = "delay made"},
                               {.title = "truth"},
                               {.title = "reported"},
                               {.title = "verdict"}}};
  Verdicts verdicts;
  for (const Subject& subject : comparison.subjects()) {
    Progress progress{Verbosity::normal, stderr, terminal_of(stderr)};
    progress.begin(subject.title(), options.trials, "trial");
    TimedCall call{subject, comparison.workplace(), placement};
    const Detected found = detected(call, options, progress);
    progress.end(options.trials);
    add_rows(table, verdicts, subject.title(), found, options);
  }
  fmt::print(
      "{}; {} of {} of about {} ms for each, alternating\n\n{}\n{}"
      "Of {} intervals at least {} have to cover the truth: fewer do by chance in one run "
      "of 200.  Intervals wider than +- {:g} say too little for a verdict.\n",
      placement.description(), counted(options.trials, "trial"), counted(options.rounds, "round"),
      options.round_ms, table.text(), comparison.notes(), options.trials,
      fewest_hits(options.trials, 0.95), widest_interval);
  return verdicts.exit_code();
}

}  // namespace

Subcommand declare_detection(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("detection", "Whether delays that are made show, and none where none is");
  command->option_defaults()->always_capture_default();
  add_subject_options(*command, options->subjects);
  bench::add_pin_option(*command, options->pin);
  command->add_option("--trials", options->trials, "Times that the whole is done")
      ->type_name("N")
      ->check(between(1, 1000));
  command->add_option("--rounds", options->rounds, "Rounds of a trial; six are the fewest for 95 %")
      ->type_name("N")
      ->check(between(6, 200));
  command->add_option("--round-ms", options->round_ms, "What a round takes, about")
      ->type_name("MS")
      ->check(between(1, 10'000));
  return {.app = command, .run = [options] { return run(*options); }};
}

}  // namespace eventstore::trust
