// The reports that a tool writes beside its own output, and the options that ask for them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/result/document.hpp"
#include "core/result/markdown_report.hpp"

namespace eventstore::result {

struct ReportFiles {
  std::string junit;                                    ///< Empty: not written.
  std::string html;                                     ///< Likewise.
  std::size_t markdown_limit = default_markdown_limit;  ///< Bytes, wherever Markdown goes.

  [[nodiscard]] bool any() const { return !junit.empty() || !html.empty(); }
};

/// --markdown-limit, --junit and --html, with the same words for every tool.
void declare_report_files(CLI::App& app, ReportFiles& files);

/// Returns the paths of what it has written.  Throws Failure naming the path.
std::vector<std::string> write_report_files(std::span<const ResultDocument> documents,
                                            const ReportFiles& files);

}  // namespace eventstore::result
