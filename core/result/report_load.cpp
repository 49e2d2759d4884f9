// Load runs and breaking points in a Markdown report.

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/result/breaking_point_tables.hpp"
#include "core/result/load_tables.hpp"
#include "core/result/markdown.hpp"
#include "core/result/observation_tables.hpp"
#include "core/result/report_sections.hpp"

namespace eventstore::result {

namespace {

std::string text_of(const LoadTable& shown) {
  std::vector<MarkdownTable::Column> columns;
  for (const LoadTable::Column& column : shown.columns) {
    columns.push_back({column.title, column.is_words ? Align::left : Align::right});
  }
  MarkdownTable table{columns};
  for (const auto& row : shown.rows) {
    std::vector<std::string> cells;
    for (const LoadTable::Cell& cell : row) {
      const std::string text = escaped(cell.text);
      cells.push_back(cell.tone == LoadTone::bad && !text.empty() ? "**" + text + "**" : text);
    }
    table.add_row(std::move(cells));
  }
  return table.text();
}

std::string list_of(const std::vector<LoadSentence>& sentences) {
  std::string text;
  for (const LoadSentence& sentence : sentences)
    text += fmt::format("- {}\n", escaped(sentence.text));
  return text.empty() ? text : text + "\n";
}

/// One section in the order of its blocks.
class SectionOf {
 public:
  SectionOf(std::string opening, std::string what) : what_(std::move(what)) {
    section_.opening = std::move(opening);
  }

  void add(std::string text, Worth worth, const std::string& name) {
    if (text.empty()) return;
    section_.blocks.push_back({std::move(text), worth, name + what_, false});
  }

  /// `name` is what a detail is called when it is left out.
  void add(const LoadTable& table, const std::string& name) {
    const std::string text = text_of(table) + "\n";
    if (table.is_detail) {
      add(collapsed(table.title, text) + "\n", Worth::remark, name);
    } else {
      add(text, Worth::measurements, "a table of ");
    }
  }

  [[nodiscard]] std::vector<Section> sections() && { return {std::move(section_)}; }

 private:
  Section section_;
  std::string what_;
};

std::vector<LoadSentence> joined(std::vector<LoadSentence> first,
                                 std::vector<LoadSentence> second) {
  std::move(second.begin(), second.end(), std::back_inserter(first));
  return first;
}

}  // namespace

std::vector<Section> load_sections(const LoadResult& load) {
  SectionOf section{
      fmt::format("## Load: {}\n\n{}\n\n", escaped(load.scenario), escaped(load.question)),
      "a load run"};
  section.add(list_of(load_verdicts(load)), Worth::news_row, "the verdict on ");
  if (const std::string errors = list_of(load_errors(load)); !errors.empty()) {
    section.add("Errors, each with the words of the first:\n\n" + errors, Worth::news_row,
                "the errors of ");
  }
  const std::vector<LoadTable> tables = load_tables(load);
  for (const LoadTable& table : tables) {
    if (!table.is_detail) section.add(table, "");
  }
  section.add(list_of(joined(load_facts(load), observation_facts(load.observation))),
              Worth::measurements, "the books of ");
  if (const LoadTable trends = trend_table(load.observation); !trends.rows.empty()) {
    section.add(trends, "");
  }
  for (const LoadTable& table : tables) {
    if (table.is_detail) section.add(table, "the steps of ");
  }
  return std::move(section).sections();
}

std::vector<Section> breaking_point_sections(const BreakingPoint& point) {
  SectionOf section{fmt::format("## Breaking point: {}\n\n{}\n\n", code(point.operation),
                                escaped(breaking_point_question(point))),
                    "a breaking point"};
  section.add(list_of(breaking_point_verdicts(point)), Worth::news_row, "the verdict on ");
  const std::vector<LoadTable> tables = breaking_point_tables(point);
  for (const LoadTable& table : tables) {
    if (!table.is_detail) section.add(table, "");
  }
  const auto server = joined(observation_facts(point.observation), breaking_point_books(point));
  section.add(list_of(joined(scaling_facts(point.scaling), server)), Worth::measurements,
              "what limits ");
  for (const LoadTable& table : tables) {
    if (table.is_detail) section.add(table, "the other rates of ");
  }
  return std::move(section).sections();
}

}  // namespace eventstore::result
