// Text of others in everything that we print: no terminal, runner of CI, browser or shell acts on
// it.  The next text or output is one line.
#include <array>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>
#include <toml++/toml.h>

#include "bench/load/load_summary.hpp"
#include "bench/load/scenario_file.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/pg/database.hpp"
#include "core/pg/server_message.hpp"
#include "core/result/accepted_lines.hpp"
#include "core/result/annotations.hpp"
#include "core/result/html_report.hpp"
#include "core/result/junit_report.hpp"
#include "core/result/markdown_report.hpp"
#include "core/tool/progress.hpp"
#include "core/tool/shell_word.hpp"
#include "core/tool/text_table.hpp"
#include "core/tool/utf8.hpp"
#include "core/tool/visible_text.hpp"
#include "explain/review_table.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/temporary_directory.hpp"
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

std::string printed_by(const std::function<void(std::FILE*)>& print) {
  const tests::TemporaryDirectory directory;
  const std::string path = directory / "printed.txt";
  std::FILE* const stream = std::fopen(path.c_str(), "w");
  print(stream);
  std::fclose(stream);
  return tests::file_text(path);
}

/// As TOML has it, in which no text is other than UTF-8.
std::string toml_text(const std::string& text) {
  std::string valid;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length_at(text, i);
    const auto byte = static_cast<unsigned char>(text[i]);
    if (length == 1 && (byte < 0x20 || byte == 0x7F || byte == '"' || byte == '\\')) {
      valid += fmt::format("\\u{:04X}", byte);
    } else {
      valid += length == 0 ? "?" : text.substr(i, length);
    }
    i += length == 0 ? 1 : length;
  }
  return '"' + valid + '"';
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
    {"progress",
     [](const std::string& text) {
       return printed_by([&](std::FILE* stream) {
         Progress progress{Verbosity::normal, stream, Terminal{}};
         progress.say(text);
         progress.show(text);
       });
     }},
    {"summary of a load run",
     [](const std::string& text) {
       result::LoadResult load;
       load.scenario = load.question = text;
       load.is_partial = true;
       load.ended_by = load.ledger.unread = text;
       load.violations = {{.kind = text, .count = 1, .first = text}};
       load.unsuccessful = {text};
       return load::summary_text(load, Terminal{});
     }},
    {"database",
     [](const std::string& text) {
       const pg::Database database{.connection_string = {}, .name = text, .is_local_server = true};
       return pg::describe(database, 170000);
     }},
    {"store.toml",
     [](const std::string& text) {
       const std::string base = "name = \"own\"\ndescription = " + toml_text(text);
       static const auto reference = catalogue::load_catalogue("reference").store;
       return catalogue::parse_store_profile(base, "store.toml", &reference).description;
     }},
    {"scenario",
     [](const std::string& text) {
       const std::string file = "question = " + toml_text(text) +
                                "\nexplanation = " + toml_text("x " + text) +
                                "\n[sessions]\ncapacities = [1]\n";
       const load::Scenario scenario = load::parse_scenario(file, "own.toml", text);
       return scenario.name + "\n" + scenario.question + "\n" + scenario.explanation;
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
