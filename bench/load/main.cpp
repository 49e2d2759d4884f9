// eventstore_load: many users at once, where it breaks, and whether every event is accounted for.
//
//     scenario -> schedule -> workers -> records, ledger -> thresholds, violations -> exit code
#include <array>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "bench/load/breaking_point_command.hpp"
#include "bench/load/list_command.hpp"
#include "bench/load/run_command.hpp"
#include "core/pg/footprint.hpp"
#include "core/pg/wait_watch.hpp"
#include "core/tool/run_tool.hpp"

int main(int argc, char** argv) {
  using namespace eventstore;

  CLI::App app{"Many users at once, and proof that no event is lost.", "eventstore_load"};
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 as asked, 3 a threshold was missed, 6 an event was lost, duplicated,\n"
      "reordered or leaked, 7 no verdict (the generator was the limit, or somebody's open\n"
      "transaction was waited for), 2 no data or bad usage, 1 failure, also of a step of\n"
      "which no single request succeeded.");
  const std::array subcommands{
      load::declare_run(app, argc, argv),
      load::declare_breaking_point(app, argc, argv),
      load::declare_list(app),
  };
  bool prints = false;
  pg::add_print_settings_of_every_command(app, prints);
  return run_tool(app, argc, argv, [&] {
    const pg::WaitWatch watch;
    for (const load::Subcommand& subcommand : subcommands) {
      if (!subcommand.app->parsed()) continue;
      if (prints && subcommand.print_settings != nullptr) *subcommand.print_settings = true;
      return subcommand.run();
    }
    fmt::print("{}", pg::Footprint::of_every_command(pg::Tool::eventstore_load).text());
    return ExitCode::success;
  });
}
