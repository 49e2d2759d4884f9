// eventstore_load run: a scenario against a store.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "bench/load/subcommand.hpp"

namespace eventstore::load {

/// `argc` and `argv`: for the result document.
[[nodiscard]] Subcommand declare_run(CLI::App& app, int argc, const char* const* argv);

}  // namespace eventstore::load
