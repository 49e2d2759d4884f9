// eventstore_load breaking-point: how much an operation bears.
#pragma once

#include <CLI/CLI.hpp>

#include "bench/load/subcommand.hpp"

namespace eventstore::load {

/// `argc` and `argv`: for the result document.
[[nodiscard]] Subcommand declare_breaking_point(CLI::App& app, int argc, const char* const* argv);

}  // namespace eventstore::load
