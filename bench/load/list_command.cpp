#include "bench/load/list_command.hpp"

#include <chrono>

#include <fmt/format.h>

#include "bench/load/scenario_file.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::load {

namespace {

std::string text_of(const Scenario& scenario) {
  const std::string length =
      scenario.sessions ? "as long as it takes"
                        : elapsed_text(std::chrono::duration<double>(scenario.length()).count());
  std::string text = fmt::format("{}  ({}, {} sessions)\n    {}\n", scenario.name, length,
                                 scenario.pool, scenario.question);
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
