// Markdown as GitHub reads it: tables, code and collapsed blocks around any text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/tool/text_table.hpp"

namespace eventstore::result {

/// Text that is shown as it stands, in a paragraph or a cell: what Markdown or HTML would read as
/// markup is escaped, and so is what GitHub would take for a mention (`@name`) or an issue (`#1`);
/// line breaks become spaces.
[[nodiscard]] std::string escaped(std::string_view text);

/// `text` as code, in a paragraph or a cell; a dash when it is empty.
[[nodiscard]] std::string code(std::string_view text);

/// A block of code; its fence is longer than any run of backticks in the text.
[[nodiscard]] std::string code_block(std::string_view text, std::string_view language = "text");

/// A block that is opened by a click.  `summary` is plain text, `content` is Markdown.
[[nodiscard]] std::string collapsed(std::string_view summary, std::string_view content);

/// What stands before and after the content of such a block.
[[nodiscard]] std::string collapsed_opening(std::string_view summary);
[[nodiscard]] std::string collapsed_closing();

/// A table whose columns are aligned in the text as well.  Cells are Markdown; pipes are escaped.
class MarkdownTable {
 public:
  struct Column {
    std::string title;
    Align align = Align::left;
  };
  explicit MarkdownTable(std::vector<Column> columns);

  /// As many cells as there are columns; throws std::logic_error otherwise.
  void add_row(std::vector<std::string> cells);

  [[nodiscard]] std::string text() const;

  /// The two lines above the rows, and the line of each row: the same text in parts.
  [[nodiscard]] std::string head() const;
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths() const;
  [[nodiscard]] std::string line(const std::vector<std::string>& cells,
                                 const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace eventstore::result
