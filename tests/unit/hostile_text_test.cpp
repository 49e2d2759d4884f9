// Text of others in everything that we print: no terminal, runner of CI, browser or shell acts on
// it.  The next text or output is one line.
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <toml++/toml.h>

#include "core/pg/server_message.hpp"
#include "core/result/accepted_lines.hpp"
#include "core/result/annotations.hpp"
#include "core/result/html_report.hpp"
#include "core/result/junit_report.hpp"
#include "core/result/markdown_report.hpp"
#include "core/tool/shell_word.hpp"
#include "core/tool/text_table.hpp"
#include "core/tool/utf8.hpp"
#include "core/tool/visible_text.hpp"
#include "explain/review_table.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/xml_fault.hpp"

namespace eventstore {

using namespace std::string_literals;
using result::Finding;
using result::PlanResult;

namespace {

const std::vector<std::string> hostile_texts{
    "\x1B[31mred\x1B]0;title\x07",      // Colours, the title of the window.
    "a\nb",                             // A line of its own.
    "\n::error::forged",                // A command of GitHub's runner.
    "x\n  ::set-output name=a::b",      // Blanks in front of it.
    "x ##[error]forged",                // An older one, anywhere in the line.
    "a\rb",                             // Over what stands there.
    "nul\0nul"s,                        // The end of a string.
    "\x7F\b\b",                         // Deletes.
    "\xC2\x9B"s + "31m",                // CSI as one character (C1).
    "\xC2\x85next",                     // NEL, a new line (C1).
    "\xE2\x80\xAEtxet",                 // U+202E: right to left.
    "\xE2\x81\xA6x\xE2\x81\xA9",        // U+2066, U+2069.
    "a\xE2\x80\xA8::error::b",          // U+2028.
    "\xFF\xFE \xC3( \xED\xA0\x80",      // No UTF-8.
    "\xEF\xBF\xBE\xEF\xBF\xBF",         // No characters of XML.
    "'; touch x; $(touch x) `touch x`"  // A command.
};

PlanResult plan_with(const std::string& text) {
  PlanResult plan{.operation = text, .step = text, .case_name = text, .mode = "custom"};
  plan.verdict = result::Verdict::fail;
  plan.scan = plan.index = plan.reason = plan.signature = plan.plan_text = text;
  plan.findings = {Finding{.expectation = text,
                           .met = false,
                           .found = text,
                           .why = text,
                           .hint = text,
                           .file = text,
                           .line = 1}};
  plan.change = result::PlanChange{
      .kind = result::PlanChange::Kind::regressed, .what = text, .before = text + "\nelse"};
  return plan;
}

result::ResultDocument document_with(const std::string& text) {
  result::ResultDocument document;
  document.tool = document.commit = document.database = text;
  document.arguments = {text};
  document.plans = {plan_with(text)};
  return document;
}

struct Output {
  const char* name;
  std::function<std::string(const std::string&)> with;
};

const std::vector<Output> outputs{
    {"table",
     [](const std::string& text) {
       TextTable table{{{.title = "operation"}}};
       table.add_row({{text}});
       return table.text({});
     }},
    {"review",
     [](const std::string& text) { return explain::review_text({plan_with(text)}, Terminal{}); }},
    {"message of the server", [](const std::string& text) { return pg::one_line("x " + text); }},
    {"annotations",
     [](const std::string& text) {
       const std::vector plans{plan_with(text)};
       return result::annotations(plans);
     }},
    {"JUnit",
     [](const std::string& text) { return result::junit_report(std::array{document_with(text)}); }},
    {"Markdown",
     [](const std::string& text) {
       return result::markdown_report(std::array{document_with(text)}, {});
     }},
};

/// A line that a runner takes for a command and that is none of ours.
bool has_forged_command(std::string_view output) {
  while (!output.empty()) {
    std::string_view line = output.substr(0, output.find('\n'));
    output.remove_prefix(std::min(line.size() + 1, output.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const bool is_ours = line.starts_with("::error file=") || line.starts_with("::error title=");
    if (line.find("##[") != std::string_view::npos) return true;
    if (line.starts_with("::") && !is_ours) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("what is printed of others' text is visible, and on its own line", "[unit][hostile]") {
  for (const Output& output : outputs) {
    for (const std::string& text : hostile_texts) {
      const std::string printed = output.with(text);
      CAPTURE(output.name, text, printed);
      CHECK(visible_lines(printed) == printed);
      // Markdown and XML are read by other programs; a runner reads what is printed.
      const std::string_view name = output.name;
      if (name != "Markdown" && name != "JUnit") CHECK_FALSE(has_forged_command(printed));
      if (name == "JUnit") CHECK(tests::xml_fault(printed).empty());
      if (name == "table") CHECK(std::count(printed.begin(), printed.end(), '\n') == 3);
    }
  }
}

TEST_CASE("a line to accept has text of others as TOML reads it", "[unit][hostile]") {
  for (const std::string& text : hostile_texts) {
    PlanResult plan = plan_with(text);
    plan.verdict = result::Verdict::pass;
    plan.change->worse = {{.quantity = "buffers", .before = "1", .after = "100"}};
    const std::vector plans{plan};
    const std::string lines = result::lines_to_accept(plan, plans);
    CAPTURE(text, lines);
    const toml::table table = toml::parse(lines);
    const toml::table& accepted = *table["accepted"][0].as_table();
    CHECK(accepted["operation"].value<std::string>() == as_utf8(text));
    CHECK(accepted["case"].value<std::string>() == as_utf8(text));
  }
}

TEST_CASE("a shell takes text of others as one word", "[unit][hostile]") {
  for (const std::string& text : hostile_texts) {
    if (text.find('\0') != std::string::npos) continue;  // No argument holds one.
    for (const std::string& word : {shell_word(text), brief_shell_word(text)}) {
      CAPTURE(word);
      CHECK(visible_lines(word) == word);
      CHECK(word.find('\n') == std::string::npos);
      const auto echoed = tests::run_program("/bin/bash", {"-c", "printf %s " + word});
      CHECK(echoed.out == text);
    }
  }
  CHECK(brief_shell_word("sql/my-store") == "sql/my-store");
  CHECK(brief_shell_word("my store") == "'my store'");
  CHECK(brief_shell_word("") == "''");
}

}  // namespace eventstore
