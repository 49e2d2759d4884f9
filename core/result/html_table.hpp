// A table of an HTML report.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eventstore::result {

class HtmlTable {
 public:
  struct Column {
    std::string title;
    bool is_number = false;
    bool is_less = false;  ///< Left out on a narrow screen.
  };

  /// `kind`: a class of page.css.
  HtmlTable(std::string_view kind, std::vector<Column> columns);

  /// Cells are HTML, as many as there are columns; throws std::logic_error otherwise.
  void add_row(const std::vector<std::string>& cells);

  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::string attributes_of(const Column& column) const;

  std::string kind_;
  std::vector<Column> columns_;
  std::string rows_;
};

}  // namespace eventstore::result
