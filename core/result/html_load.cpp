// Load runs and breaking points in an HTML report.

#include <fmt/format.h>

#include "core/result/breaking_point_charts.hpp"
#include "core/result/breaking_point_tables.hpp"
#include "core/result/html_sections.hpp"
#include "core/result/html_table.hpp"
#include "core/result/load_charts.hpp"
#include "core/result/load_tables.hpp"
#include "core/result/markup.hpp"
#include "core/result/observation_tables.hpp"

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

std::string block_of(const LoadTable& table) {
  return table.is_detail ? html_collapsed(table.title, text_of(table))
                         : fmt::format("<h3>{}</h3>\n{}", table.title, text_of(table));
}

/// What comes with its heading, or not at all.
std::string below(const char* heading, const std::string& content) {
  return content.empty() ? content : fmt::format("<h3>{}</h3>\n{}", heading, content);
}

}  // namespace

std::string html_load(const LoadResult& load) {
  std::string out = fmt::format("<h2>Load: {}</h2>\n<p>{}</p>\n", escaped_markup(load.scenario),
                                escaped_markup(load.question));
  out += list_of(load_verdicts(load));
  out += below("Errors", list_of(load_errors(load)));
  const std::vector<LoadTable> tables = load_tables(load);
  for (const LoadTable& table : tables) {
    if (!table.is_detail) out += block_of(table);
  }
  out += below("Over time", load_charts(load));
  for (const LoadTable& table : tables) {
    if (table.is_detail) out += block_of(table);
  }
  out += below("The books", list_of(load_facts(load)));
  out += below("The server meanwhile",
               list_of(observation_facts(load.observation)) + observation_charts(load));
  const LoadTable trends = trend_table(load.observation);
  return trends.rows.empty() ? out : out + block_of(trends);
}

std::string html_breaking_point(const BreakingPoint& point) {
  std::string out =
      fmt::format("<h2>Breaking point: {}</h2>\n<p>{}</p>\n", html_code(point.operation),
                  escaped_markup(breaking_point_question(point)));
  out += list_of(breaking_point_verdicts(point)) + breaking_point_rate_chart(point);
  for (const LoadTable& table : breaking_point_tables(point)) out += block_of(table);
  out +=
      below("How it scales", scaling_chart(point.scaling) + list_of(scaling_facts(point.scaling)));
  out += below("The server about the limit", list_of(observation_facts(point.observation)));
  return out + below("The books", list_of(breaking_point_books(point)));
}

}  // namespace eventstore::result
