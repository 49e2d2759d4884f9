// eventstore-server: the local server by hand.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "core/server_program/commands.hpp"
#include "core/tool/run_tool.hpp"

int main(int argc, char** argv) {
  using namespace eventstore;

  // What stands behind "--" is psql's business.
  char** const separator = std::find(argv, argv + argc, std::string_view{"--"});
  const int own_argument_count = static_cast<int>(separator - argv);
  const std::vector<std::string> psql_arguments(std::min(separator + 1, argv + argc), argv + argc);

  CLI::App app{"Create, start, stop and use the PostgreSQL server that this harness keeps.",
               "eventstore-server"};
  server::Options options;
  server::declare_options(app, options);

  return run_tool(app, own_argument_count, argv,
                  [&] { return server::run_command(app, options, psql_arguments); });
}
