#include "bench/load/breaking_point_text.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "bench/load/observation_text.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/text_table.hpp"

namespace eventstore::load {

using result::BreakingPoint;
using result::BreakingWindow;
using result::LoadEstimate;
using result::LoadScaling;
using Tone = TextTable::Tone;

namespace {

std::string time_text(std::uint64_t nanoseconds) {
  return duration_text(static_cast<double>(nanoseconds));
}

/// By rate.  A bar ends at four times what is asked for: beyond the knee any number is possible.
std::string curve_text(const BreakingPoint& point, const Terminal& terminal, BarStyle style) {
  BarTable table{{{"target", Align::right},
                  {"achieved", Align::right},
                  {"p50", Align::right, 0, 2},
                  {"p95", Align::right, 0, 1},
                  {"p99", Align::right},
                  {"backlog", Align::right, 0, 3},
                  {"verdict"}},
                 "p99"};
  std::vector<BreakingWindow> windows = point.windows;
  std::stable_sort(windows.begin(), windows.end(), [](const auto& one, const auto& other) {
    return one.target_rate < other.target_rate;
  });
  constexpr double beyond = 4.0;
  for (const BreakingWindow& window : windows) {
    auto p99 = static_cast<double>(window.p99_ns);
    if (point.slo_ns) p99 = std::min(p99, beyond * *point.slo_ns);
    const std::string verdict =
        window.look == "confirm" ? window.verdict + ", long" : window.verdict;
    table.add_row({{quantity_text(window.target_rate) + "/s"},
                   {quantity_text(window.achieved_rate) + "/s"},
                   {time_text(window.p50_ns)},
                   {time_text(window.p95_ns)},
                   {time_text(window.p99_ns)},
                   {grouped(static_cast<std::int64_t>(window.backlog))},
                   {verdict, window.verdict == "held" ? Tone::good : Tone::bad}},
                  p99);
  }
  return table.text(terminal, style);
}

std::string estimate_text(const LoadEstimate& estimate) {
  return fmt::format("{:.3g} ({:.3g} to {:.3g})", estimate.value, estimate.low, estimate.high);
}

std::string rate_text(const LoadEstimate& estimate) {
  return fmt::format("{}/s ({} to {})", quantity_text(estimate.value), quantity_text(estimate.low),
                     quantity_text(estimate.high));
}

std::string scaling_table(const LoadScaling& scaling, const Terminal& terminal, BarStyle style) {
  std::map<int, std::vector<double>> rates;
  for (const result::ScalingWindow& window : scaling.windows) {
    rates[window.connections].push_back(window.rate);
  }
  BarTable table{{{"connections", Align::right},
                  {"rate", Align::right},
                  {"from", Align::right},
                  {"to", Align::right}},
                 "rate"};
  for (const auto& [connections, some] : rates) {
    double sum = 0.0;
    for (const double rate : some) sum += rate;
    const double mean = sum / static_cast<double>(some.size());
    const auto [low, high] = std::minmax_element(some.begin(), some.end());
    table.add_row({{grouped(connections)},
                   {quantity_text(mean) + "/s"},
                   {quantity_text(*low)},
                   {quantity_text(*high)}},
                  mean);
  }
  return table.text(terminal, style);
}

std::string prediction_text(const LoadScaling& scaling) {
  const int cores = *scaling.cores;
  return fmt::format(
      "Up to {}: {}, efficiency {} of 1\n"
      "Twice the cores, extrapolated: {} to {}/s.  The lower figure takes the queue for these "
      "cores "
      "for contention, the upper is linear growth; a disk that is no faster is in neither.\n",
      counted(cores, "core"), scaling.verdict, estimate_text(scaling.efficiency),
      quantity_text(scaling.predicted_low), quantity_text(scaling.predicted_high));
}

std::string scaling_text(const LoadScaling& scaling, const Terminal& terminal, BarStyle style) {
  if (scaling.windows.empty()) return "";
  std::string text =
      "\nClosed loops without think time:\n" + scaling_table(scaling, terminal, style);
  if (!scaling.is_fitted) {
    return text + "Universal Scalability Law: too few windows for a fit\n";
  }
  text += fmt::format("Universal Scalability Law: lambda {}, sigma {}, kappa {}",
                      rate_text(scaling.lambda), estimate_text(scaling.sigma),
                      estimate_text(scaling.kappa));
  if (scaling.peak_connections) {
    text += fmt::format(
        "; most at {}",
        counted(static_cast<std::int64_t>(*scaling.peak_connections + 0.5), "connection"));
  }
  text += "\n";
  return scaling.cores ? text + prediction_text(scaling) : text;
}

std::string books_text(const BreakingPoint& point) {
  std::string text;
  if (point.ledger.acknowledged > 0) {
    text = fmt::format("\n{} acknowledged, {} of them stored\n",
                       counted(static_cast<std::int64_t>(point.ledger.acknowledged), "event"),
                       point.violations.empty() ? "all" : "not all");
  }
  for (const result::LoadViolation& violation : point.violations) {
    text += fmt::format("VIOLATED: {} ({} times), first: {}\n", violation.kind,
                        grouped(static_cast<std::int64_t>(violation.count)), violation.first);
  }
  return text;
}

std::string verdict_text(const BreakingPoint& point) {
  const std::string what = fmt::format("{} with {}", point.operation, point.slo);
  const std::string held =
      point.highest_rate ? quantity_text(*point.highest_rate) + "/s" : "nothing";
  if (point.end == "found") {
    return fmt::format("Breaking point of {}: {} held", what, held) +
           (point.broken_rate ? fmt::format(", {}/s did not\n", quantity_text(*point.broken_rate))
                              : "\n");
  }
  if (point.end == "never held") return fmt::format("{}: not even the start rate held\n", what);
  if (point.end == "no limit found")
    return fmt::format("{}: {} held, no limit found\n", what, held);
  const char* why = point.end == "generator" ? "NO VERDICT, the generator was the limit"
                                             : "PARTIAL, stopped by a signal";
  return fmt::format("{}: {}; until then {} held\n", what, why, held);
}

}  // namespace

std::string summary_text(const BreakingPoint& point, const Terminal& terminal, BarStyle style) {
  std::string text = "\n";
  if (!point.windows.empty()) text += curve_text(point, terminal, style);
  text += scaling_text(point.scaling, terminal, style) + books_text(point) + "\n";
  if (!point.limit.empty()) {
    text += "About the limit: " + point.limit + "\n" + observation_text(point.observation);
  }
  return text + toned(verdict_text(point), point.end == "found" ? Tone::good : Tone::bad, terminal);
}

}  // namespace eventstore::load
