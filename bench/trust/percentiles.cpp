#include "bench/trust/percentiles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "bench/trust/sample_shapes.hpp"
#include "bench/trust/verdict.hpp"
#include "core/measure/clock.hpp"
#include "core/measure/histogram.hpp"
#include "core/measure/median.hpp"
#include "core/result/markdown.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::trust {

using measure::Clock;
using measure::Histogram;

namespace {

constexpr double error_bound = 0.001;
constexpr double record_bound_ns = 25;
constexpr std::size_t parts = 7;

struct Options {
  std::size_t samples = 1'000'000;
  std::size_t rounds = 21;
  std::uint64_t seed = 1;
};

Histogram recorded(const std::vector<std::uint64_t>& samples) {
  Histogram histogram;
  for (const std::uint64_t sample : samples) histogram.record(sample);
  return histogram;
}

/// The largest error of a percentile, as a share of what it is by the samples themselves.
double largest_error(const Histogram& histogram, std::vector<std::uint64_t> samples) {
  std::sort(samples.begin(), samples.end());
  double largest = 0;
  for (const double percent :
       {0.01, 0.1, 1.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99, 99.999, 100.0}) {
    const auto exact = static_cast<double>(exact_percentile(samples, percent));
    const auto found = static_cast<double>(histogram.percentile(percent));
    largest = std::max(largest, std::abs(found - exact) / exact);
  }
  return largest;
}

/// Whether histograms of parts of the samples, merged, are the histogram of all of them.
bool merges_exactly(const Histogram& whole, const std::vector<std::uint64_t>& samples) {
  std::array<Histogram, parts> pieces;
  for (std::size_t i = 0; i < samples.size(); ++i) pieces[i % parts].record(samples[i]);
  Histogram merged;
  for (const Histogram& piece : pieces) merged.merge(piece);
  return merged.buckets() == whole.buckets() && merged.count() == whole.count() &&
         merged.min() == whole.min() && merged.max() == whole.max() &&
         merged.mean() == whole.mean();
}

/// Nanoseconds for each sample of one round over all of them.
double record_time(Histogram& histogram, const std::vector<std::uint64_t>& samples) {
  histogram.reset();
  const auto start = Clock::now();
  for (const std::uint64_t sample : samples) histogram.record(sample);
  const auto time = std::chrono::duration<double, std::nano>(Clock::now() - start);
  // The sum is looked at, or the compiler could leave the loop out.
  if (histogram.count() != samples.size()) return HUGE_VAL;
  return time.count() / static_cast<double>(samples.size());
}

/// The median of rounds over samples that stay in the cache, as the samples of a run do: each is
/// recorded right after it was taken.
double median_record_time(std::vector<std::uint64_t> samples, std::size_t rounds) {
  constexpr std::size_t in_cache = 2048;
  samples.resize(std::min(samples.size(), in_cache));
  Histogram histogram;
  static_cast<void>(record_time(histogram, samples));
  std::vector<double> times;
  for (std::size_t round = 0; round < rounds; ++round) {
    stop_if_interrupted();
    times.push_back(record_time(histogram, samples));
  }
  return measure::median(times);
}

ExitCode run(const Options& options) {
  fmt::print("bench_trust percentiles: {} of each shape, {} of recording, seed {}\n\n",
             counted(static_cast<std::int64_t>(options.samples), "sample"),
             counted(static_cast<std::int64_t>(options.rounds), "round"), options.seed);
  result::MarkdownTable table{{{.title = "samples"},
                               {.title = "largest error", .align = Align::right},
                               {.title = fmt::format("{} parts merged", parts)},
                               {.title = "recording one", .align = Align::right},
                               {.title = "verdict"}}};
  Verdicts verdicts;
  for (const SampleShape& shape : sample_shapes(options.seed, options.samples)) {
    stop_if_interrupted();
    const Histogram whole = recorded(shape.samples);
    const double error = largest_error(whole, shape.samples);
    const bool is_whole = merges_exactly(whole, shape.samples);
    const double time = median_record_time(shape.samples, options.rounds);
    const auto verdict = verdict_of(error < error_bound && is_whole && time < record_bound_ns);
    verdicts.add(verdict);
    table.add_row({shape.name, fmt::format("{:.3f} %", 100 * error),
                   is_whole ? "as the whole" : "**differ**", fmt::format("{:.1f} ns", time),
                   word_of(verdict)});
  }
  fmt::print(
      "{}\nBounds: an error below {:.1f} % of the value, parts that merge exactly, below {:.0f} "
      "ns.\n",
      table.text(), 100 * error_bound, record_bound_ns);
  return verdicts.exit_code();
}

}  // namespace

Subcommand declare_percentiles(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "percentiles", "Percentiles against sorted samples, and what recording costs");
  command->option_defaults()->always_capture_default();
  command->add_option("--samples", options->samples, "Samples of each shape")
      ->type_name("N")
      ->check(between(1, 100'000'000));
  command
      ->add_option("--rounds", options->rounds, "Rounds of recording, of which the median counts")
      ->type_name("N")
      ->check(between(1, 100'000));
  command->add_option("--seed", options->seed, "Of the samples")->type_name("N");
  return {.app = command, .run = [options] { return run(*options); }};
}

}  // namespace eventstore::trust
