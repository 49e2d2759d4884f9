// --pin, as every tool that places client and server has it.
#pragma once

#include <CLI/CLI.hpp>

#include "bench/placement.hpp"

namespace eventstore::bench {

/// `--pin`; its default is what `chosen` is.
void add_pin_option(CLI::App& app, Pin& chosen);

}  // namespace eventstore::bench
