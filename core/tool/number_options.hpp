// Numbers on command lines.
#pragma once

#include <CLI/CLI.hpp>

namespace eventstore {

/// From now on every option of numbers, in `app`, its groups and its commands, takes what
/// core/tool/quantity.hpp reads: 10M, 1e6, "90 s", "2 GB"; 0100 is a hundred.  0x64, nan, nothing
/// at all and what is more than the option's type holds are bad usage.  Which kind of number an
/// option takes is told by its type name: SECONDS, MS, BYTES, or CLI11's own.  To be called when
/// all options are declared.
void take_numbers(CLI::App& app);

}  // namespace eventstore
