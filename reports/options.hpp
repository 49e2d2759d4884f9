// The command line of bench-report.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace eventstore::reports {

/// bench-report render FILE... [--out FILE]
struct RenderOptions {
  std::vector<std::string> files;
  std::string out;  ///< Empty: standard output.
};

void declare_options(CLI::App& app, RenderOptions& options);

}  // namespace eventstore::reports
