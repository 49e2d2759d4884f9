#include "reports/comment.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/result/document.hpp"
#include "core/tool/output_file.hpp"
#include "reports/asked_for_less.hpp"
#include "reports/kept_documents.hpp"

namespace eventstore::reports {

namespace {

bool is_same_case(const result::BenchmarkResult& a, const result::BenchmarkResult& b) {
  return a.operation == b.operation && a.case_title() == b.case_title();
}

/// Of a case that was measured several times the last result is left.
std::vector<result::ResultDocument> documents_of(const std::vector<std::string>& files) {
  std::vector<result::ResultDocument> documents;
  documents.reserve(files.size());
  for (const std::string& file : files) {
    result::ResultDocument next = result::read_document(file);
    for (result::ResultDocument& earlier : documents) {
      std::erase_if(earlier.benchmarks, [&next](const auto& each) {
        return std::any_of(next.benchmarks.begin(), next.benchmarks.end(),
                           [&each](const auto& again) { return is_same_case(each, again); });
      });
    }
    documents.push_back(std::move(next));
  }
  return documents;
}

/// The text as a regular expression that matches just this.
std::string literal(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view{"\\^$.|?*+()[]{}"}.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

ExitCode comment(const CommentOptions& options) {
  const std::vector<std::string> outputs{options.out, options.reports.junit, options.reports.html};
  require_kept(options.files, outputs);
  require_kept(options.before, outputs);
  const auto before = documents_of(options.before);
  const auto after = documents_of(options.files);
  for (const std::string& path : result::write_report_files(after, options.reports)) {
    fmt::print("{}\n", path);
  }
  result::PullRequest about = options.about;
  if (!options.store.empty()) {
    about.asked_for_less = asked_for_less(catalogue::load_catalogue(options.before_store),
                                          catalogue::load_catalogue(options.store));
  }
  const std::string text = result::pull_request_comment(
      before, after, about, {options.reports.markdown_limit, options.whole});
  if (options.out.empty()) {
    fmt::print("{}", text);
  } else {
    write_text_file(text, options.out);
    fmt::print("{}\n", options.out);
  }
  return ExitCode::success;
}

ExitCode missed(const MissedOptions& options) {
  std::set<std::string> names;
  for (const result::ResultDocument& document : documents_of(options.files)) {
    for (const result::BenchmarkResult& each : document.benchmarks) {
      if (each.verdict != result::Verdict::fail) continue;
      names.insert(literal(each.operation + "/" + each.case_name));
    }
  }
  fmt::print("{}\n", names.empty() ? "" : fmt::format("^({})$", fmt::join(names, "|")));
  return ExitCode::success;
}

}  // namespace eventstore::reports
