// Load runs in a Markdown report.

#include <fmt/format.h>

#include "core/result/load_tables.hpp"
#include "core/result/markdown.hpp"
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

}  // namespace

std::vector<Section> load_sections(const LoadResult& load) {
  Section section;
  section.opening =
      fmt::format("## Load: {}\n\n{}\n\n", escaped(load.scenario), escaped(load.question));
  const auto add = [&section](std::string text, Worth worth, std::string name) {
    if (text.empty()) return;
    section.blocks.push_back({std::move(text), worth, std::move(name), false});
  };
  add(list_of(load_verdicts(load)), Worth::news_row, "the verdict on a load run");
  for (const LoadTable& table : load_tables(load)) {
    const std::string text = text_of(table) + "\n";
    if (table.is_detail) {
      add(collapsed(table.title, text) + "\n", Worth::remark, "the steps of a load run");
    } else {
      add(text, Worth::measurements, "a table of a load run");
    }
  }
  add(list_of(load_facts(load)), Worth::measurements, "the books of a load run");
  return {std::move(section)};
}

}  // namespace eventstore::result
