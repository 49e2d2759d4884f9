// What main.cpp lists: a command of bench_trust, and what runs it.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "core/tool/exit_code.hpp"

namespace eventstore::trust {

struct Subcommand {
  CLI::App* app = nullptr;
  std::function<ExitCode()> run;
};

}  // namespace eventstore::trust
