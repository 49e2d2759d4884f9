// The command line of bench-report.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/result/markdown_report.hpp"

namespace eventstore::reports {

/// bench-report render FILE... [--out FILE] [--markdown-limit BYTES]
struct RenderOptions {
  std::vector<std::string> files;
  std::string out;                                              ///< Empty: standard output.
  std::size_t markdown_limit = result::default_markdown_limit;  ///< Bytes.
};

void declare_options(CLI::App& app, RenderOptions& options);

}  // namespace eventstore::reports
