#include "reports/render.hpp"

#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "core/result/document.hpp"
#include "core/result/markdown_report.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/output_file.hpp"
#include "reports/kept_documents.hpp"

namespace eventstore::reports {

namespace {

namespace fs = std::filesystem;

/// A document that is named twice would be counted twice, and its tables would stand there twice.
void require_different(const std::vector<std::string>& files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      std::error_code ignored;  // What cannot be read is said by who reads it.
      if (!fs::equivalent(files[i], files[j], ignored)) continue;
      throw UsageError(
          files[i] == files[j]
              ? fmt::format("{} is given twice; name each result document once", files[i])
              : fmt::format("{} and {} are the same file; name each result document once", files[j],
                            files[i]));
    }
  }
}

}  // namespace

ExitCode render(const RenderOptions& options) {
  require_different(options.files);
  require_kept(options.files, {options.out, options.reports.junit, options.reports.html});
  std::vector<result::ResultDocument> documents;
  for (const std::string& file : options.files) documents.push_back(result::read_document(file));

  for (const std::string& path : result::write_report_files(documents, options.reports)) {
    fmt::print("{}\n", path);
  }
  const bool to_output = options.out.empty() && !options.reports.any();
  if (!to_output && options.out.empty()) return ExitCode::success;
  const std::string report =
      result::markdown_report(documents, {options.reports.markdown_limit, options.reports.html});
  if (to_output) {
    fmt::print("{}", report);
  } else {
    write_text_file(report, options.out);
    fmt::print("{}\n", options.out);
  }
  return ExitCode::success;
}

}  // namespace eventstore::reports
