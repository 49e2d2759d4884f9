// --format, --output and --batch: a data set as files.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "generator/options.hpp"

namespace eventstore::seed {

/// "csv", as on the command line and in COPY's FORMAT.
[[nodiscard]] std::string to_text(FileFormat format);

void declare_export(CLI::App& app, Options& options);

/// To be called when the command line was read.  Throws UsageError for options that do not go
/// together, with the way out.
void settle_export(const CLI::App& app, Options& options);

}  // namespace eventstore::seed
