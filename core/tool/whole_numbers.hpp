// Whole numbers on command lines.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace eventstore {

/// From now on every option of whole numbers, in `app`, its groups and its commands, takes decimal
/// digits and nothing else: 0100 is a hundred, and 0x64, 1e6, -1, nothing at all and what is more
/// than the option's type holds are bad usage.  To be called when all options are declared.
void take_decimal_numbers(CLI::App& app);

}  // namespace eventstore
