#include "core/result/markdown.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace eventstore::result {

namespace {

std::size_t longest_run_of_backticks(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string escaped_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\n':
        out += ' ';
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// A row is cut into cells before anything else is recognised, code included.
std::string without_pipes(std::string_view cell) {
  std::string out;
  for (const char c : cell) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string escaped(std::string_view text) {
  // A dollar, because GitHub reads what stands between two of them as mathematics; no underscore:
  // within a word it is no markup, and names of tables are full of them.
  constexpr std::string_view special = "\\`*[]~$";
  std::string out;
  for (const char c : escaped_html(text)) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string code(std::string_view text) {
  if (text.empty()) return "-";
  const std::string fence(longest_run_of_backticks(text) + 1, '`');
  const std::string_view space = fence.size() > 1 ? " " : "";
  std::string out = fence;
  out += space;
  for (const char c : text) out += c == '\n' ? ' ' : c;
  out += space;
  return out + fence;
}

std::string code_block(std::string_view text, std::string_view language) {
  const std::string fence(std::max<std::size_t>(3, longest_run_of_backticks(text) + 1), '`');
  std::string out = fence;
  out += language;
  out += '\n';
  out += text;
  if (!text.ends_with('\n')) out += '\n';
  return out + fence + "\n";
}

std::string collapsed(std::string_view summary, std::string_view content) {
  // The empty lines end the HTML, so that what stands between is read as Markdown again.
  std::string out = "<details>\n<summary>" + escaped_html(summary) + "</summary>\n\n";
  out += content;
  if (!content.ends_with('\n')) out += '\n';
  return out + "\n</details>\n";
}

MarkdownTable::MarkdownTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void MarkdownTable::add_row(std::vector<std::string> cells) {
  if (cells.size() != columns_.size()) throw std::logic_error("a row has a cell for each column");
  for (std::string& cell : cells) cell = without_pipes(cell);
  rows_.push_back(std::move(cells));
}

std::string MarkdownTable::text() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    widths.push_back(std::max<std::size_t>(3, display_width(columns_[i].title)));
    for (const auto& row : rows_) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string out;
  const auto add_line = [&](const auto& cell) {
    for (std::size_t i = 0; i < columns_.size(); ++i) out += "| " + cell(i) + " ";
    out += "|\n";
  };
  add_line([&](std::size_t i) { return padded(columns_[i].title, widths[i], columns_[i].align); });
  add_line([&](std::size_t i) {
    return columns_[i].align == Align::left ? std::string(widths[i], '-')
                                            : std::string(widths[i] - 1, '-') + ":";
  });
  for (const auto& row : rows_) {
    add_line([&](std::size_t i) { return padded(row[i], widths[i], columns_[i].align); });
  }
  return out;
}

}  // namespace eventstore::result
