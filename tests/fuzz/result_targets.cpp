// Result documents, and every report of them: none is changed by a text that it holds.

#include <span>
#include <sstream>
#include <string>

#include "core/result/annotations.hpp"
#include "core/result/document.hpp"
#include "core/result/html_report.hpp"
#include "core/result/junit_report.hpp"
#include "core/result/markdown_report.hpp"
#include "core/result/pull_request_comment.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/markdown_fault.hpp"
#include "tests/support/xml_fault.hpp"

namespace eventstore::fuzz {

namespace {

void require_sound_annotations(const std::string& text) {
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    require(line.starts_with("::error ") || line.starts_with("::warning ") ||
                line.starts_with("::notice "),
            "each line of the annotations is ours", line);
    require(line.find('\r') == std::string::npos, "annotations have no carriage return", line);
  }
}

void require_sound_html(const std::string& page) {
  const auto scripts_of = [](const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = text.find("<script"); at != std::string::npos;
         at = text.find("<script", at + 1)) {
      ++count;
    }
    return count;
  };
  // Ours alone, all of which have the nonce of the page.
  require(scripts_of(page) <= 4, "a page has no script but ours", {});
  require(page.find("<img") == std::string::npos, "a page has no element of others", {});
}

}  // namespace

void document(std::string_view input) {
  const std::string file = "run.json";
  const auto refusal = refusal_of([&] {
    const result::ResultDocument read = result::parse_document(input, file);
    const std::string text = result::to_json_value(read).dump();
    require(result::to_json_value(result::parse_document(text, file)).dump() == text,
            "a document is read as it is written", text);

    const std::span<const result::ResultDocument> documents{&read, 1};
    const std::string markdown = result::markdown_report(documents);
    require(markdown.size() <= result::default_markdown_limit, "a report keeps its limit", {});
    const std::string fault = tests::markdown_fault(markdown);
    require(fault.empty(), fault, markdown);
    const std::string comment = result::pull_request_comment(
        documents, documents, {.base = "a", .head = "b", .level = "quick"},
        {result::default_markdown_limit, {}});
    const std::string comment_fault = tests::markdown_fault(comment);
    require(comment_fault.empty(), comment_fault, comment);
    const std::string junit_fault = tests::xml_fault(result::junit_report(documents));
    require(junit_fault.empty(), junit_fault, input);
    require_sound_annotations(result::annotations(read.plans));
    require_sound_html(result::html_report(documents));
  });
  require_sentence(refusal, file);
  require_own_words(refusal, input);
}

}  // namespace eventstore::fuzz
