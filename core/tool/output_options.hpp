// The options of a command line that name files to write, and what those files must not be.
#pragma once

#include <CLI/CLI.hpp>

namespace eventstore {

/// For an option that names a file to write; "-" is standard output.  Refuses what cannot be
/// written before the work is done: a directory, a block device, a folder without the right to
/// write.  Folders may still have to be made.
[[nodiscard]] CLI::Validator writable_file();

/// For an option that names a store, a built-in one or a folder: nothing may be written into it.
[[nodiscard]] CLI::Validator read_only_folder();

/// After parsing: throws UsageError where a file to write is also one to read, is named by two
/// options, lies in a folder of read_only_folder, or is a file in another folder that is read.
/// Where one of them is standard output, takes it (take_standard_output).
void check_outputs(const CLI::App& app);

}  // namespace eventstore
