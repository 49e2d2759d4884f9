// bench_trust: proves that the harness's numbers can be trusted.
//
//     rounds that alternate -> medians -> paired ratios -> Markdown, exit code
#include <array>

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
  return run_tool(app, argc, argv, [&] {
    const pg::WaitWatch watch;
    for (const trust::Subcommand& subcommand : subcommands) {
      if (!subcommand.app->parsed()) continue;
      const CLI::Option* const prints = subcommand.app->get_option_no_throw("--print-settings");
      if (prints == nullptr || prints->count() == 0) return subcommand.run();
      fmt::print("{}", trust::footprint_of(subcommand.app->get_name()).text());
      return ExitCode::success;
    }
    return ExitCode::bad_usage;
  });
}
