// The command line of bench-report.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/result/report_files.hpp"

namespace eventstore::reports {

/// bench-report render FILE... [--out FILE] [--junit FILE] [--html FILE]
struct RenderOptions {
  std::vector<std::string> files;
  std::string out;  ///< Empty: standard output.
  result::ReportFiles reports;
};

void declare_options(CLI::App& app, RenderOptions& options);

}  // namespace eventstore::reports
