#include "bench/seed_ceiling/comparison.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/measure/median.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::ceiling {

using measure::median;

namespace {

std::vector<double> seconds_of(const Runs& runs) {
  std::vector<double> values;
  for (const Measured& run : runs.runs) values.push_back(run.seconds);
  return values;
}

double phase_median(const Runs& runs, const std::string& phase) {
  std::vector<double> values;
  for (const Measured& run : runs.runs) {
    const auto found = run.phases.find(phase);
    values.push_back(found == run.phases.end() ? 0.0 : found->second);
  }
  return median(values);
}

double cpu_median(const Runs& runs) {
  std::vector<double> values;
  for (const Measured& run : runs.runs) values.push_back(run.client_cpu_seconds);
  return median(values);
}

/// What is in no phase: the program's start, connections, empty tables.
double rest_of(const Runs& runs) {
  std::vector<double> values;
  for (const Measured& run : runs.runs) {
    double rest = run.seconds;
    for (const auto& [name, seconds] : run.phases) rest -= seconds;
    values.push_back(rest);
  }
  return median(values);
}

std::string spread(const Runs& runs) {
  const std::vector<double> seconds = seconds_of(runs);
  const auto [least, most] = std::minmax_element(seconds.begin(), seconds.end());
  return fmt::format("{:.2f} to {:.2f}", *least, *most);
}

}  // namespace

std::vector<Runs> alternate(const std::vector<Way>& ways, int runs, Progress& progress) {
  std::vector<Runs> all;
  all.reserve(ways.size());
  for (const Way& way : ways) all.push_back({.name = way.name, .runs = {}});
  for (int run = 0; run < runs; ++run) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
      all[i].runs.push_back(ways[i].run());
      progress.say(fmt::format("run {} of {}  {:<34} {:8.2f} s", run + 1, runs, ways[i].name,
                               all[i].runs.back().seconds));
    }
  }
  return all;
}

std::string phase_table(const Runs& ceiling, const Runs& ours, std::int64_t events) {
  std::string text =
      fmt::format("| phase | {} | {} | gap |\n|---|---:|---:|---:|\n", ceiling.name, ours.name);
  const auto row = [&text](const std::string& name, double least, double found) {
    text += fmt::format("| {} | {:.2f} s | {:.2f} s | {:+.2f} s |\n", name, least, found,
                        found - least);
  };
  for (const char* phase : {"plan", "copy", "vacuum", "index", "checkpoint", "manifest"}) {
    row(phase, phase_median(ceiling, phase), phase_median(ours, phase));
  }
  row("start, tables", rest_of(ceiling), rest_of(ours));
  const double least = median(seconds_of(ceiling));
  const double found = median(seconds_of(ours));
  row("all", least, found);
  text += fmt::format(
      "\n{} reaches **{:.1f} %** of the ceiling: {} of {} events/s (runs took {} s, the ceiling's "
      "{} "
      "s). Its client takes {:.2f} us of CPU per event, sending included.\n",
      ours.name, 100 * least / found,
      grouped(static_cast<std::int64_t>(static_cast<double>(events) / found)),
      grouped(static_cast<std::int64_t>(static_cast<double>(events) / least)), spread(ours),
      spread(ceiling), 1e6 * cpu_median(ours) / static_cast<double>(events));
  return text;
}

std::string rate_table(const std::vector<Runs>& all, const Runs& ours, std::int64_t events) {
  const auto bytes_per_second = [](const Runs& runs) {
    return static_cast<double>(runs.runs.front().table_bytes) / median(seconds_of(runs));
  };
  std::string text =
      "| way | seconds | spread | events/s | MB/s of tables | seed-events is |\n"
      "|---|---:|---:|---:|---:|---:|\n";
  for (const Runs& runs : all) {
    const bool writes_events = !runs.name.starts_with("pgbench");
    const double seconds = median(seconds_of(runs));
    const double times = writes_events ? seconds / median(seconds_of(ours))
                                       : bytes_per_second(ours) / bytes_per_second(runs);
    text += fmt::format(
        "| {} | {:.2f} | {} | {} | {:.0f} | {} |\n", runs.name, seconds, spread(runs),
        writes_events ? grouped(static_cast<std::int64_t>(static_cast<double>(events) / seconds))
                      : "other rows",
        bytes_per_second(runs) / 1e6, &runs == &ours ? "" : fmt::format("{:.2f}x", times));
  }
  return text;
}

}  // namespace eventstore::ceiling
