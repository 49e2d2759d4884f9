// bench_trust: proves that the harness's numbers can be trusted.
//
//     rounds that alternate -> medians -> paired ratios -> Markdown, exit code
#include <array>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "bench/trust/detection.hpp"
#include "bench/trust/memory_curve.hpp"
#include "bench/trust/overhead.hpp"
#include "bench/trust/percentiles.hpp"
#include "bench/trust/rate.hpp"
#include "bench/trust/store_comparison.hpp"
#include "bench/trust/subcommand.hpp"
#include "bench/trust/trust_footprint.hpp"
#include "bench/trust/visibility_cost.hpp"
#include "bench/trust/waiting_latency.hpp"
#include "core/pg/wait_watch.hpp"
#include "core/tool/run_tool.hpp"

namespace {

/// What --database says; nothing where it says nothing, or the command has none.
std::string database_of(const CLI::App& command) {
  const CLI::Option* const option = command.get_option_no_throw("--database");
  return option == nullptr || option->count() == 0 ? std::string{} : option->results().back();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace eventstore;

  CLI::App app{"Whether the harness's numbers can be trusted.", "bench_trust"};
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 every bound is met, 3 one is missed, 7 the machine was too noisy\n"
      "for a verdict, 6 a visibility strategy lost or repeated an event, 2 no data or\n"
      "bad usage, 1 failure.");
  const std::array subcommands{
      trust::declare_overhead(app), trust::declare_percentiles(app), trust::declare_detection(app),
      trust::declare_stores(app),   trust::declare_visibility(app),  trust::declare_waiting(app),
      trust::declare_memory(app),   trust::declare_rate(app),
  };
  bool prints = false;
  pg::add_print_settings_of_every_command(app, prints);
  for (const trust::Subcommand& subcommand : subcommands) {
    const bool has_it = subcommand.app->get_option_no_throw("--print-settings") != nullptr;
    if (!has_it) pg::add_print_settings_option(*subcommand.app, prints);
  }
  return run_tool(app, argc, argv, [&] {
    const pg::WaitWatch watch;
    for (const trust::Subcommand& subcommand : subcommands) {
      const CLI::App& command = *subcommand.app;
      if (!command.parsed()) continue;
      if (!prints && command.count("--print-settings") == 0) return subcommand.run();
      fmt::print("{}", trust::footprint_of(command.get_name(), database_of(command)).text());
      return ExitCode::success;
    }
    fmt::print("{}", pg::Footprint::of_every_command(pg::Tool::bench_trust).text());
    return ExitCode::success;
  });
}
