// What main.cpp lists: a command of eventstore_load, and what runs it.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "core/tool/exit_code.hpp"

namespace eventstore::load {

struct Subcommand {
  CLI::App* app = nullptr;
  std::function<ExitCode()> run;
  bool* print_settings = nullptr;  ///< --print-settings of the command, where it has that.
};

}  // namespace eventstore::load
