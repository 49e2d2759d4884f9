#include "reports/render.hpp"

#include <vector>

#include <fmt/format.h>

#include "core/result/document.hpp"
#include "core/result/markdown_report.hpp"

namespace eventstore::reports {

ExitCode render(const RenderOptions& options) {
  std::vector<result::ResultDocument> documents;
  for (const std::string& file : options.files) documents.push_back(result::read_document(file));

  const std::string report = result::markdown_report(documents);
  if (options.out.empty()) {
    fmt::print("{}", report);
  } else {
    result::write_text_file(report, options.out);
    fmt::print("{}\n", options.out);
  }
  return ExitCode::success;
}

}  // namespace eventstore::reports
