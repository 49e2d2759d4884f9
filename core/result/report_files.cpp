#include "core/result/report_files.hpp"

#include <cstdint>

#include "core/result/html_report.hpp"
#include "core/result/junit_report.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/output_file.hpp"
#include "core/tool/output_options.hpp"

namespace eventstore::result {

void declare_report_files(CLI::App& app, ReportFiles& files) {
  app.add_option("--markdown-limit", files.markdown_limit,
                 "Bytes of the Markdown report: what matters least is left out, counted and named; "
                 "GitHub refuses comments of more than 65,536 characters")
      ->type_name("BYTES")
      ->check(between(std::int64_t{2'048}, std::int64_t{1'000'000'000}))
      ->capture_default_str();
  app.add_option("--junit", files.junit,
                 "Write JUnit XML to this file: a suite for each operation, a test for each case "
                 "and plan mode")
      ->type_name("FILE")
      ->check(writable_file());
  app.add_option("--html", files.html,
                 "Write one HTML page to this file, which draws the plans and needs no network")
      ->type_name("FILE")
      ->check(writable_file());
}

std::vector<std::string> write_report_files(std::span<const ResultDocument> documents,
                                            const ReportFiles& files) {
  std::vector<std::string> written;
  if (!files.junit.empty()) {
    write_text_file(junit_report(documents), files.junit);
    written.push_back(files.junit);
  }
  if (!files.html.empty()) {
    write_text_file(html_report(documents), files.html);
    written.push_back(files.html);
  }
  return written;
}

}  // namespace eventstore::result
