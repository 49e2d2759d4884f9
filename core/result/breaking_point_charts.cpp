#include "core/result/breaking_point_charts.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/result/breaking_point_tables.hpp"
#include "core/result/chart_figure.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

std::string rate_text(double rate) {
  return quantity_text(rate) + "/s";
}

/// A window in which nothing ended has no times to be shown.
bool is_shown(const BreakingWindow& window) {
  return window.target_rate > 0.0 && window.p50_ns > 0 && window.p95_ns > 0 && window.p99_ns > 0;
}

ChartMark mark_of(const BreakingWindow& window) {
  const bool is_known = window.verdict == "held" || window.verdict == "broke";
  const auto time = [](std::uint64_t ns) { return duration_text(static_cast<double>(ns)); };
  return {.x = window.target_rate,
          .y = static_cast<double>(window.p95_ns),
          .low = static_cast<double>(window.p50_ns),
          .high = static_cast<double>(window.p99_ns),
          .kind = is_known ? window.verdict : "unknown",
          .is_large = window.look == "confirm",
          .title = fmt::format("{}: {}; p50 {}, p95 {}, p99 {}", rate_text(window.target_rate),
                               window.verdict, time(window.p50_ns), time(window.p95_ns),
                               time(window.p99_ns))};
}

std::string sentence_of(const BreakingPoint& point, std::size_t windows) {
  return fmt::format("Response times of {} over the rate, in {}: {}.", point.operation,
                     counted(static_cast<std::int64_t>(windows), "window"),
                     breaking_point_verdict(point).text);
}

}  // namespace

std::string breaking_point_rate_chart(const BreakingPoint& point) {
  std::vector<ChartMark> marks;
  for (const BreakingWindow& window : point.windows) {
    if (is_shown(window)) marks.push_back(mark_of(window));
  }
  if (marks.empty()) return "";
  // Where marks lie upon each other the long window, whose word counts, lies on top.
  std::stable_partition(marks.begin(), marks.end(),
                        [](const ChartMark& mark) { return !mark.is_large; });
  double slowest = marks.front().x;
  double fastest = marks.front().x;
  double least = marks.front().low;
  double most = point.slo_ns.value_or(marks.front().high);
  for (const ChartMark& mark : marks) {
    slowest = std::min(slowest, mark.x);
    fastest = std::max(fastest, mark.x);
    least = std::min(least, mark.low);
    most = std::max(most, mark.high);
  }
  constexpr double room = 1.12;
  Chart chart;
  chart.title = sentence_of(point, marks.size());
  chart.x = {.title = "requests that were due in a second (logarithmic)",
             .low = slowest / room,
             .high = fastest * room,
             .is_logarithmic = true};
  chart.y = logarithmic_axis(least, most);
  chart.width = 820;
  chart.height = 340;
  chart.y.text = duration_text;
  if (point.broken_rate && *point.broken_rate > 0.0) {
    chart.bands.push_back(
        {.from = *point.broken_rate, .to = chart.x.high, .kind = "over", .text = "did not hold"});
  }
  if (point.slo_ns && *point.slo_ns > 0.0) {
    chart.rules.push_back({.at = *point.slo_ns, .text = point.slo});
  }
  if (point.highest_rate && *point.highest_rate > 0.0) {
    chart.rules.push_back({.at = *point.highest_rate,
                           .is_vertical = true,
                           .text = rate_text(*point.highest_rate) + " held"});
  }
  chart.marks = std::move(marks);
  return figure_of(
      chart, "p95 over the rate; thin lines from p50 to p99, large: long windows",
      {{"held", "held", true}, {"broke", "broke", true}, {"unknown", "no verdict", true}});
}

std::string scaling_chart(const LoadScaling& scaling) {
  if (scaling.windows.empty()) return "";
  double connections = 1.0;
  double most = 0.0;
  Chart chart;
  for (const ScalingWindow& window : scaling.windows) {
    const double n = window.connections;
    connections = std::max(connections, n);
    most = std::max(most, window.rate);
    chart.marks.push_back({.x = n,
                           .y = window.rate,
                           .low = window.rate,
                           .high = window.rate,
                           .kind = "measured",
                           .title = fmt::format("{}: {}", counted(window.connections, "connection"),
                                                rate_text(window.rate))});
  }
  std::vector<ChartKey> keys{{"measured", "measured", true}};
  if (scaling.is_fitted) {
    ChartLine line{.kind = "first"};
    constexpr int steps = 100;
    for (int i = 0; i <= steps; ++i) {
      const double n = 1.0 + (connections - 1.0) * i / steps;
      const double rate = fitted_rate(scaling, n);
      most = std::max(most, rate);
      line.points.push_back({n, rate});
    }
    chart.lines.push_back(std::move(line));
    keys.push_back({"first", "Universal Scalability Law"});
  }
  chart.title =
      fmt::format("Requests a second of 1 to {} without think time: at most {}.",
                  counted(static_cast<std::int64_t>(connections), "connection"), rate_text(most));
  chart.x = {.title = "connections", .high = connections * 1.05, .text = quantity_text};
  chart.y = axis_from_zero(most);
  chart.y.text = rate_text;
  chart.width = 820;
  chart.height = 260;
  return figure_of(chart, "Closed loops without think time", keys);
}

}  // namespace eventstore::result
