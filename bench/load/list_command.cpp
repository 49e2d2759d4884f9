#include "bench/load/list_command.hpp"

#include <chrono>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "bench/load/scenario_file.hpp"
#include "core/pg/footprint.hpp"

namespace eventstore::load {

namespace {

/// "1 h", "5 min", "1 min 30 s": as the scenario's file would have it.
std::string length_text(const Scenario& scenario) {
  if (scenario.sessions) return "as long as it takes";
  auto seconds = std::chrono::round<std::chrono::seconds>(scenario.length()).count();
  std::string text;
  for (const auto& [length, unit] : {std::pair{3600, "h"}, {60, "min"}, {1, "s"}}) {
    const auto count = seconds / length;
    seconds %= length;
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : " ", count, unit);
  }
  return text;
}

std::string text_of(const Scenario& scenario) {
  std::string text = fmt::format("{}  ({}, {} sessions)\n    {}\n", scenario.name,
                                 length_text(scenario), scenario.pool, scenario.question);
  std::size_t at = 0;
  while (at < scenario.explanation.size()) {
    const std::size_t end =
        std::min(scenario.explanation.find('\n', at), scenario.explanation.size());
    if (end > at) text += fmt::format("    {}\n", scenario.explanation.substr(at, end - at));
    at = end + 1;
  }
  for (const Threshold& threshold : scenario.thresholds) {
    text += fmt::format("    - {}\n", threshold.text);
  }
  return text;
}

}  // namespace

Subcommand declare_list(CLI::App& app) {
  CLI::App* const command =
      app.add_subcommand("list", "The built-in scenarios, what they ask, and what they accept");
  pg::add_print_settings_of_no_database(*command, "eventstore_load list");
  return {.app = command, .run = [] {
            bool is_first = true;
            for (const Scenario& scenario : built_in_scenarios()) {
              fmt::print("{}{}", is_first ? "" : "\n", text_of(scenario));
              is_first = false;
            }
            return ExitCode::success;
          }};
}

}  // namespace eventstore::load
