#include "reports/comment.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/result/document.hpp"
#include "core/result/plan_standing.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
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

std::set<std::string> plan_titles(const std::vector<result::ResultDocument>& documents) {
  std::set<std::string> titles;
  for (const result::ResultDocument& document : documents) {
    for (const result::PlanResult& plan : document.plans) titles.insert(result::title_of(plan));
  }
  return titles;
}

/// A base without any of the plans compares nothing, and would report that nothing got worse.
void require_plans_in_common(const std::vector<result::ResultDocument>& before,
                             const std::vector<result::ResultDocument>& after,
                             const CommentOptions& options) {
  const std::set<std::string> was = plan_titles(before);
  const std::set<std::string> is = plan_titles(after);
  const bool any = std::any_of(is.begin(), is.end(),
                               [&was](const std::string& title) { return was.contains(title); });
  if (was.empty() || is.empty() || any) return;
  throw UsageError(fmt::format(
      "the documents of --before ({}) have none of the {} in {}; give documents of the same "
      "operations",
      fmt::join(options.before, ", "), counted(static_cast<std::int64_t>(is.size()), "plan"),
      fmt::join(options.files, ", ")));
}

}  // namespace

ExitCode comment(const CommentOptions& options) {
  const std::vector<std::string> outputs{options.out, options.reports.junit, options.reports.html};
  require_kept(options.files, outputs);
  require_kept(options.before, outputs);
  const auto before = documents_of(options.before);
  const auto after = documents_of(options.files);
  require_plans_in_common(before, after, options);
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
