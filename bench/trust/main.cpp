// bench_trust: proves that the harness's numbers can be trusted.
//
//     rounds that alternate -> medians -> Markdown, exit code
#include <array>

#include <CLI/CLI.hpp>

#include "bench/trust/memory_curve.hpp"
#include "bench/trust/subcommand.hpp"
#include "bench/trust/visibility_cost.hpp"
#include "bench/trust/waiting_latency.hpp"
#include "core/tool/run_tool.hpp"

int main(int argc, char** argv) {
  using namespace eventstore;

  CLI::App app{"Whether the harness's numbers can be trusted.", "bench_trust"};
  app.require_subcommand(1);
  const std::array subcommands{
      trust::declare_waiting(app),
      trust::declare_visibility(app),
      trust::declare_memory(app),
  };
  return run_tool(app, argc, argv, [&] {
    for (const trust::Subcommand& subcommand : subcommands) {
      if (subcommand.app->parsed()) return subcommand.run();
    }
    return ExitCode::bad_usage;
  });
}
