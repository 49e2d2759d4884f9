#include "bench/load/breaking_point_text.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "bench/load/observation_text.hpp"
#include "core/result/breaking_point_tables.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/text_table.hpp"

namespace eventstore::load {

using result::BreakingPoint;
using result::BreakingWindow;
using result::LoadScaling;
using Tone = TextTable::Tone;

namespace {

std::string time_text(std::uint64_t nanoseconds) {
  return duration_text(static_cast<double>(nanoseconds));
}

/// The percentile that was asked for, where windows have it.
struct AskedTime {
  std::string name = "p99";
  std::uint64_t BreakingWindow::*time = &BreakingWindow::p99_ns;
};

AskedTime asked_time(const std::string& slo) {
  const std::string name = slo.substr(0, slo.find_first_of(" <"));
  if (name == "p50") return {name, &BreakingWindow::p50_ns};
  if (name == "p95") return {name, &BreakingWindow::p95_ns};
  return {};
}

/// By rate.  A bar ends at four times what is asked for: beyond the knee any number is possible.
std::string curve_text(const BreakingPoint& point, const Terminal& terminal, BarStyle style) {
  const AskedTime asked = asked_time(point.slo);
  BarTable table{{{"target", Align::right},
                  {"achieved", Align::right},
                  {"p50", Align::right, 0, 2},
                  {"p95", Align::right, 0, 1},
                  {"p99", Align::right},
                  {"backlog", Align::right, 0, 3},
                  {"verdict"}},
                 asked.name};
  std::vector<BreakingWindow> windows = point.windows;
  std::stable_sort(windows.begin(), windows.end(), [](const auto& one, const auto& other) {
    return one.target_rate < other.target_rate;
  });
  constexpr double beyond = 4.0;
  for (const BreakingWindow& window : windows) {
    auto time = static_cast<double>(window.*asked.time);
    if (point.slo_ns) time = std::min(time, beyond * *point.slo_ns);
    const std::string verdict =
        window.look == "confirm" ? window.verdict + ", long" : window.verdict;
    table.add_row({{quantity_text(window.target_rate) + "/s"},
                   {quantity_text(window.achieved_rate) + "/s"},
                   {time_text(window.p50_ns)},
                   {time_text(window.p95_ns)},
                   {time_text(window.p99_ns)},
                   {grouped(static_cast<std::int64_t>(window.backlog))},
                   {verdict, window.verdict == "held" ? Tone::good : Tone::bad}},
                  time);
  }
  std::string text = table.text(terminal, style);
  for (const BreakingWindow& window : windows) {
    if (window.verdict != "no verdict") continue;
    text += fmt::format("{}/s: no verdict: {}\n", quantity_text(window.target_rate), window.why);
  }
  return text;
}

std::string scaling_table(const LoadScaling& scaling, const Terminal& terminal, BarStyle style) {
  BarTable table{{{"connections", Align::right},
                  {"rate", Align::right},
                  {"from", Align::right},
                  {"to", Align::right}},
                 "rate"};
  for (const result::ClosedLoop& loop : result::closed_loops(scaling)) {
    table.add_row({{grouped(loop.connections)},
                   {quantity_text(loop.mean) + "/s"},
                   {quantity_text(loop.least)},
                   {quantity_text(loop.most)}},
                  loop.mean);
  }
  return table.text(terminal, style);
}

std::string lines_of(const std::vector<result::LoadSentence>& sentences) {
  std::string text;
  for (const result::LoadSentence& sentence : sentences) text += sentence.text + "\n";
  return text;
}

std::string scaling_text(const LoadScaling& scaling, const Terminal& terminal, BarStyle style) {
  if (scaling.windows.empty()) return "";
  return "\nClosed loops without think time:\n" + scaling_table(scaling, terminal, style) +
         lines_of(result::scaling_facts(scaling));
}

std::string books_text(const BreakingPoint& point) {
  const std::string books = lines_of(result::breaking_point_books(point));
  std::string text = books.empty() ? books : "\n" + books;
  for (const result::LoadSentence& error : result::breaking_point_errors(point)) {
    text += error.text + "\n";
  }
  if (!point.unsuccessful.empty()) text += "FAILED: " + point.unsuccessful + "\n";
  for (const result::LoadViolation& violation : point.violations) {
    text += result::violation_sentence(violation).text + "\n";
  }
  return text;
}

std::string verdict_text(const BreakingPoint& point) {
  return fmt::format("{}{} with {}: {}\n", point.end == "found" ? "Breaking point of " : "",
                     point.operation, point.slo, result::breaking_point_verdict(point).text);
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
