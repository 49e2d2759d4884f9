// eventstore_load list: the scenarios, explained.
#pragma once

#include <CLI/CLI.hpp>

#include "bench/load/subcommand.hpp"

namespace eventstore::load {

[[nodiscard]] Subcommand declare_list(CLI::App& app);

}  // namespace eventstore::load
