// Bars of text, for shares that an eye can compare.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "core/tool/text_table.hpp"

namespace eventstore {

enum class BarStyle : std::uint8_t {
  ascii,   ///< '#' for each column, '.' for less than half of one.
  blocks,  ///< Unicode's block elements, to an eighth of a column.
};

/// Blocks on a terminal whose locale is UTF-8, ASCII everywhere else.
[[nodiscard]] BarStyle bar_style_of(std::FILE* stream);

/// `part` (0 to 1; what is beyond is cut off) of `width` columns; something of anything above 0.
[[nodiscard]] std::string bar(double part, std::size_t width, BarStyle style);

/// A table whose last column is a bar for each row, the longest one `bar_width` columns wide.
class BarTable {
 public:
  static constexpr std::size_t usual_width = 30;

  /// `columns`: all but the bar's; `bar_title`: of that one.
  BarTable(std::vector<TextTable::Column> columns, std::string bar_title,
           std::size_t bar_width = usual_width);

  /// `value` >= 0: the bar's length.  A cell for each of `columns`.
  void add_row(std::vector<TextTable::Cell> cells, double value);

  [[nodiscard]] std::string text(const Terminal& terminal, BarStyle style) const;

 private:
  struct Row {
    std::vector<TextTable::Cell> cells;
    double value = 0;
  };
  std::vector<TextTable::Column> columns_;
  std::size_t bar_width_;
  std::vector<Row> rows_;
};

}  // namespace eventstore
