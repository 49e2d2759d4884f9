#include "core/result/html_table.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "core/result/markup.hpp"

namespace eventstore::result {

HtmlTable::HtmlTable(std::string_view kind, std::vector<Column> columns)
    : kind_(kind), columns_(std::move(columns)) {}

std::string HtmlTable::attributes_of(const Column& column) const {
  std::string classes = column.is_number ? "number" : "";
  if (column.is_less) classes += classes.empty() ? "less" : " less";
  return classes.empty() ? "" : fmt::format(" class=\"{}\"", classes);
}

void HtmlTable::add_row(const std::vector<std::string>& cells) {
  if (cells.size() != columns_.size()) throw std::logic_error("a row has a cell for each column");
  rows_ += "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    rows_ += fmt::format("<td{}>{}</td>", attributes_of(columns_[i]), cells[i]);
  }
  rows_ += "</tr>\n";
}

std::string HtmlTable::text() const {
  std::string head;
  for (const Column& column : columns_) {
    head += fmt::format("<th{}>{}</th>", attributes_of(column), escaped_markup(column.title));
  }
  return fmt::format(
      "<div class=\"wide\"><table class=\"data {}\">\n<thead><tr>{}</tr></thead>\n"
      "<tbody>\n{}</tbody></table></div>\n",
      kind_, head, rows_);
}

}  // namespace eventstore::result
