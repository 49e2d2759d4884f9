// What `eventstore-server` can be told to do.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/pg/database.hpp"
#include "core/tool/exit_code.hpp"

namespace eventstore::server {

struct Options {
  std::string database = pg::local_database_name("reference");
  bool is_confirmed = false;    ///< destroy --yes
  bool print_settings = false;  ///< --print-settings: say what the commands make, and end.
};

void declare_options(CLI::App& app, Options& options);

/// Does what the subcommand that was parsed asks for.  Does not return for psql, which takes this
/// process over with `psql_arguments`.
[[nodiscard]] ExitCode run_command(const CLI::App& app, const Options& options,
                                   const std::vector<std::string>& psql_arguments);

}  // namespace eventstore::server
