// Load runs in an HTML report.

#include <fmt/format.h>

#include "core/result/html_sections.hpp"
#include "core/result/html_table.hpp"
#include "core/result/load_tables.hpp"
#include "core/result/markup.hpp"

namespace eventstore::result {

namespace {

std::string text_of(const LoadTable& shown) {
  std::vector<HtmlTable::Column> columns;
  for (const LoadTable::Column& column : shown.columns) {
    columns.push_back({.title = column.title,
                       .is_number = !column.is_words,
                       .is_less = column.leave_out_order > 0});
  }
  HtmlTable table{"costs", columns};
  for (const auto& row : shown.rows) {
    std::vector<std::string> cells;
    for (const LoadTable::Cell& cell : row) {
      const std::string text = escaped_markup(cell.text);
      const bool stands_out = cell.tone == LoadTone::bad && !text.empty();
      cells.push_back(stands_out ? "<strong>" + text + "</strong>" : text);
    }
    table.add_row(cells);
  }
  return table.text();
}

std::string list_of(const std::vector<LoadSentence>& sentences) {
  std::string text;
  for (const LoadSentence& sentence : sentences) {
    text += fmt::format("<li>{}</li>\n", escaped_markup(sentence.text));
  }
  return text.empty() ? text : "<ul>\n" + text + "</ul>\n";
}

}  // namespace

std::string html_load(const LoadResult& load) {
  std::string out = fmt::format("<h2>Load: {}</h2>\n<p>{}</p>\n", escaped_markup(load.scenario),
                                escaped_markup(load.question));
  out += list_of(load_verdicts(load));
  for (const LoadTable& table : load_tables(load)) {
    out += table.is_detail ? html_collapsed(table.title, text_of(table))
                           : fmt::format("<h3>{}</h3>\n{}", table.title, text_of(table));
  }
  return out + list_of(load_facts(load));
}

}  // namespace eventstore::result
