// A table of text in columns, as terminals show it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/tool/terminal.hpp"

namespace eventstore {

/// Columns that `text` takes on a terminal: one for each UTF-8 character, none for a combining
/// mark, two for the wide characters of East Asia and for emoji.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text`, or as much of its beginning and end as fits into `width` columns, with an ellipsis.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

enum class Align : std::uint8_t { left, right };

/// `text` with spaces up to `width` columns.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width, Align align);

class TextTable {
 public:
  enum class Tone : std::uint8_t { plain, good, bad, faint };

  struct Cell {
    std::string text;
    Tone tone = Tone::plain;
  };

  struct Column {
    std::string title;
    Align align = Align::left;
    std::size_t least_width = 0;  ///< May be shortened to this where space is short; 0: never.
    int leave_out_order = 0;  ///< Left out, lowest first, where shortening is not enough; 0: never.
  };

  explicit TextTable(std::vector<Column> columns);

  /// As many cells as there are columns; throws std::logic_error otherwise.
  void add_row(std::vector<Cell> cells);

  /// The table, a line for each row, fitted to the terminal.  Columns that had to be left out are
  /// named in a last line.
  [[nodiscard]] std::string text(const Terminal& terminal) const;

 private:
  struct Shown {
    std::size_t column = 0;
    std::size_t width = 0;
  };
  [[nodiscard]] std::vector<Shown> fitted(std::size_t width) const;
  [[nodiscard]] std::size_t natural_width(std::size_t column) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// `text` in the colour of `tone` where the terminal has colours.
[[nodiscard]] std::string toned(std::string_view text, TextTable::Tone tone,
                                const Terminal& terminal);

}  // namespace eventstore
