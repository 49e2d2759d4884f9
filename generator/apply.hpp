// seed-events --apply: the database's objects, in line with the folder of its store.
#pragma once

#include <CLI/CLI.hpp>

#include "core/tool/exit_code.hpp"
#include "generator/options.hpp"

namespace eventstore::seed {

/// Declares --apply among the jobs of `app`, which are declared already.
void declare_apply(CLI::App& app, bool& is_wanted);

/// Creates what is missing, replaces what the folder makes differently, drops what it no longer
/// makes, all in one transaction together with the manifest; with --dry-run says what it would do.
/// Returns failure when differences stay, which it names.  Throws UsageError for a database without
/// a complete data set, Failure when the server refuses; then nothing was changed.
[[nodiscard]] ExitCode apply_folder(const Options& options);

}  // namespace eventstore::seed
