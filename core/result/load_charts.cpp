#include "core/result/load_charts.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/result/chart_figure.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

using Value = std::function<std::optional<double>(const ObservedMoment&)>;

struct Panel {
  std::string caption;
  std::vector<ChartLine> lines;
  std::vector<ChartKey> keys;
  std::string (*text)(double) = quantity_text;
  bool may_be_logarithmic = false;
  bool is_count = false;  ///< Of things that have no halves.
};

/// Without a last one that is an instant only: nothing could happen in it, and it would be drawn
/// as if the run had stood still.
std::span<const LoadMoment> moments_of(const LoadResult& load) {
  constexpr double instant = 0.1;
  const std::span<const LoadMoment> all = load.moments;
  if (all.size() < 3) return all;
  const auto length = [&](std::size_t i) { return all[i].at_seconds - all[i - 1].at_seconds; };
  const std::size_t last = all.size() - 1;
  return length(last) < instant * length(last - 1) ? all.first(last) : all;
}

double end_of(const LoadResult& load) {
  double end = 0.0;
  for (const LoadMoment& moment : load.moments) end = std::max(end, moment.at_seconds);
  return end;
}

std::string elapsed_tick(double seconds) {
  if (seconds < 120.0) return quantity_text(seconds) + " s";
  return quantity_text(seconds / 60.0) + " min";
}

std::vector<ChartBand> phase_bands(const LoadResult& load, double end) {
  std::vector<ChartBand> bands;
  double from = 0.0;
  for (const LoadPhase& phase : load.phases) {
    if (!(phase.seconds > 0.0) || from >= end) continue;
    bands.push_back({.from = from,
                     .to = std::min(end, from + phase.seconds),
                     .kind = bands.size() % 2 == 0 ? "even" : "odd",
                     .text = phase.name});
    from += phase.seconds;
  }
  return bands;
}

std::vector<double> values_of(const Panel& panel) {
  std::vector<double> values;
  for (const ChartLine& line : panel.lines) {
    for (const ChartLine::Point& point : line.points) {
      if (point.y) values.push_back(*point.y);
    }
  }
  std::sort(values.begin(), values.end());
  return values;
}

/// From 0, or logarithmic where a few peaks would press everything else to the ground.
ChartAxis upright(const Panel& panel, const std::vector<double>& values) {
  constexpr double peak = 20.0;
  const double most = values.empty() ? 0.0 : values.back();
  const bool is_logarithmic = panel.may_be_logarithmic && !values.empty() && values.front() > 0.0 &&
                              most > peak * values.at(values.size() / 2);
  constexpr double steps = 4.0;
  ChartAxis axis = is_logarithmic ? logarithmic_axis(values.front(), most)
                                  : axis_from_zero(panel.is_count ? std::max(most, steps) : most);
  axis.at_most = steps;
  axis.text = panel.text;
  return axis;
}

std::string figure_over_time(const LoadResult& load, const Panel& panel) {
  const std::vector<double> values = values_of(panel);
  if (values.empty()) return "";
  const double end = end_of(load);
  Chart chart;
  chart.title =
      fmt::format("{} over the {} of the run: from {} to {}.", panel.caption, elapsed_text(end),
                  panel.text(values.front()), panel.text(values.back()));
  chart.x = {.high = end, .steps = AxisSteps::time, .text = elapsed_tick};
  chart.y = upright(panel, values);
  chart.bands = phase_bands(load, end);
  chart.lines = panel.lines;
  const std::string scale = chart.y.is_logarithmic ? " (logarithmic)" : "";
  return figure_of(chart, panel.caption + scale,
                   panel.lines.size() > 1 ? panel.keys : std::vector<ChartKey>{});
}

std::string figures(const std::string& all) {
  return all.empty() ? all : "<div class=\"charts\">\n" + all + "</div>\n";
}

template <typename ValueOf>
ChartLine line_of(const LoadResult& load, const char* kind, ValueOf value_of) {
  ChartLine line{.kind = kind};
  for (const LoadMoment& moment : moments_of(load)) {
    line.points.push_back({moment.at_seconds, value_of(moment)});
  }
  return line;
}

Panel rate_panel(const LoadResult& load) {
  Panel panel{.caption = "Requests a second", .text = quantity_text};
  panel.lines.push_back(
      line_of(load, "first", [](const LoadMoment& one) { return one.issued_rate; }));
  const bool any_failed = std::any_of(load.moments.begin(), load.moments.end(),
                                      [](const LoadMoment& one) { return one.failed_rate > 0.0; });
  if (any_failed) {
    panel.lines.push_back(
        line_of(load, "failed", [](const LoadMoment& one) { return one.failed_rate; }));
    panel.keys = {{"first", "issued"}, {"failed", "failed"}};
  }
  return panel;
}

Panel p95_panel(const LoadResult& load) {
  Panel panel{
      .caption = "p95 of response times", .text = duration_text, .may_be_logarithmic = true};
  panel.lines.push_back(line_of(load, "first", [](const LoadMoment& one) -> std::optional<double> {
    if (one.p95_ns == 0) return std::nullopt;
    return static_cast<double>(one.p95_ns);
  }));
  return panel;
}

Panel count_panel(const LoadResult& load, const char* caption, std::uint64_t LoadMoment::*count) {
  Panel panel{.caption = caption, .is_count = true};
  panel.lines.push_back(line_of(
      load, "first", [count](const LoadMoment& one) { return static_cast<double>(one.*count); }));
  return panel;
}

/// Sizes are looked at less often than the rest: what is not there is no break in their line.
void add_line(Panel& panel, const LoadObservation& seen, const char* name, const Value& value) {
  constexpr const char* kinds[] = {"first", "second", "third"};
  ChartLine line{.kind = kinds[panel.lines.size() % std::size(kinds)]};
  for (const ObservedMoment& moment : seen.moments) {
    if (const auto found = value(moment)) line.points.push_back({moment.at_seconds, found});
  }
  if (line.points.empty()) return;
  panel.keys.push_back({line.kind, name});
  panel.lines.push_back(std::move(line));
}

Value bytes(std::optional<std::int64_t> ObservedMoment::*member) {
  return [member](const ObservedMoment& one) -> std::optional<double> {
    if (!(one.*member)) return std::nullopt;
    return static_cast<double>(*(one.*member));
  };
}

}  // namespace

std::string load_charts(const LoadResult& load) {
  if (load.moments.size() < 2) return "";
  std::string all =
      figure_over_time(load, rate_panel(load)) + figure_over_time(load, p95_panel(load)) +
      figure_over_time(load, count_panel(load, "Backlog: due and not begun", &LoadMoment::backlog));
  if (load.processors) {
    all += figure_over_time(load, count_panel(load, "Lag of the slowest processor, events",
                                              &LoadMoment::processor_lag));
  }
  return figures(all);
}

std::string observation_charts(const LoadResult& load) {
  const LoadObservation& seen = load.observation;
  if (seen.moments.size() < 2 || load.moments.size() < 2) return "";
  Panel cores{.caption = "Cores busy", .text = quantity_text};
  add_line(cores, seen, "server", [](const auto& one) { return one.server_cores; });
  add_line(cores, seen, "this program", [](const auto& one) { return one.client_cores; });
  add_line(cores, seen, "whole machine", [](const auto& one) { return one.machine_cores; });
  Panel disk{.caption = "Written to this machine's disks, a second", .text = bytes_text};
  add_line(disk, seen, "by whoever", [](const auto& one) { return one.written_rate; });
  Panel memory{.caption = "Private memory", .text = bytes_text};
  add_line(memory, seen, "server", bytes(&ObservedMoment::server_bytes));
  add_line(memory, seen, "this program", bytes(&ObservedMoment::client_bytes));
  Panel sizes{.caption = "Size of the events", .text = bytes_text};
  add_line(sizes, seen, "table", bytes(&ObservedMoment::table_bytes));
  add_line(sizes, seen, "indexes", bytes(&ObservedMoment::index_bytes));
  std::string all;
  for (const Panel& panel : {cores, disk, memory, sizes}) all += figure_over_time(load, panel);
  return figures(all);
}

}  // namespace eventstore::result
