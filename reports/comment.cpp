#include "reports/comment.hpp"

#include <fmt/format.h>

#include "core/result/document.hpp"

namespace eventstore::reports {

namespace {

std::vector<result::ResultDocument> documents_of(const std::vector<std::string>& files) {
  std::vector<result::ResultDocument> documents;
  documents.reserve(files.size());
  for (const std::string& file : files) documents.push_back(result::read_document(file));
  return documents;
}

}  // namespace

ExitCode comment(const CommentOptions& options) {
  const auto before = documents_of(options.before);
  const auto after = documents_of(options.files);
  for (const std::string& path : result::write_report_files(after, options.reports)) {
    fmt::print("{}\n", path);
  }
  const std::string text = result::pull_request_comment(
      before, after, options.about, {options.reports.markdown_limit, options.whole});
  if (options.out.empty()) {
    fmt::print("{}", text);
  } else {
    result::write_text_file(text, options.out);
    fmt::print("{}\n", options.out);
  }
  return ExitCode::success;
}

}  // namespace eventstore::reports
