// Markdown as GitHub reads it: tables, code and collapsed blocks around any text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/tool/text_table.hpp"

namespace eventstore::result {

/// Text that is shown as it stands, in a paragraph or a cell: what Markdown or HTML would read as
/// markup is escaped, line breaks become spaces.
[[nodiscard]] std::string escaped(std::string_view text);

/// `text` as code, in a paragraph or a cell; a dash when it is empty.
[[nodiscard]] std::string code(std::string_view text);

/// A block of code; its fence is longer than any run of backticks in the text.
[[nodiscard]] std::string code_block(std::string_view text, std::string_view language = "text");

/// A block that is opened by a click.  `summary` is plain text, `content` is Markdown.
[[nodiscard]] std::string collapsed(std::string_view summary, std::string_view content);

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

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace eventstore::result
