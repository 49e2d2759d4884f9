#include "core/result/markdown.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/tool/visible_text.hpp"

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

bool is_digit_at(std::string_view text, std::size_t i) {
  return i < text.size() && text[i] >= '0' && text[i] <= '9';
}

/// What GitHub looks for in the text that HTML and Markdown end in, whatever is escaped before;
/// a space of no width takes the mention and the issue apart.
constexpr std::string_view apart = "&#8203;";

std::string escaped_html(std::string_view raw) {
  const std::string text = visible_lines(raw);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
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
      case '\r':
        out += ' ';
        break;
      case '@':
        (out += '@') += apart;
        break;
      case '#':
        out += '#';
        if (is_digit_at(text, i + 1)) out += apart;
        break;
      default:
        out += text[i];
    }
  }
  return out;
}

/// A row is cut into cells before anything else is recognised, code included.
std::string without_pipes(std::string_view cell) {
  std::string out;
  std::size_t backslashes = 0;  // In front of this character.
  for (const char c : cell) {
    if (c == '|') {
      // One more would escape the one that stands there, and the cell would end here.
      out += backslashes % 2 == 1 ? " \\" : "\\";
    }
    backslashes = c == '\\' ? backslashes + 1 : 0;
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

std::string code(std::string_view raw) {
  if (raw.empty()) return "-";
  const std::string text = visible_lines(raw);
  const std::string fence(longest_run_of_backticks(text) + 1, '`');
  const std::string_view space = fence.size() > 1 ? " " : "";
  std::string out = fence;
  out += space;
  for (const char c : text) out += c == '\n' || c == '\r' ? ' ' : c;
  out += space;
  return out + fence;
}

std::string code_block(std::string_view raw, std::string_view language) {
  const std::string text = visible_lines(raw);
  const std::string fence(std::max<std::size_t>(3, longest_run_of_backticks(text) + 1), '`');
  std::string out = fence;
  out += language;
  out += '\n';
  out += text;
  if (!text.ends_with('\n')) out += '\n';
  return out + fence + "\n";
}

std::string collapsed_opening(std::string_view summary) {
  // The empty lines end the HTML, so that what stands between is read as Markdown again.
  return "<details>\n<summary>" + escaped_html(summary) + "</summary>\n\n";
}

std::string collapsed_closing() {
  return "\n</details>\n";
}

std::string collapsed(std::string_view summary, std::string_view content) {
  std::string out = collapsed_opening(summary);
  out += content;
  if (!content.ends_with('\n')) out += '\n';
  return out + collapsed_closing();
}

MarkdownTable::MarkdownTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void MarkdownTable::add_row(std::vector<std::string> cells) {
  if (cells.size() != columns_.size()) throw std::logic_error("a row has a cell for each column");
  for (std::string& cell : cells) cell = without_pipes(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> MarkdownTable::widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    widths.push_back(std::max<std::size_t>(3, display_width(columns_[i].title)));
    for (const auto& row : rows_) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  return widths;
}

std::string MarkdownTable::line(const std::vector<std::string>& cells,
                                const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += "| " + padded(cells[i], widths[i], columns_[i].align) + " ";
  }
  return out + "|\n";
}

std::string MarkdownTable::head() const {
  const std::vector<std::size_t> wide = widths();
  std::vector<std::string> titles;
  std::vector<std::string> rules;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    titles.push_back(columns_[i].title);
    rules.push_back(columns_[i].align == Align::left ? std::string(wide[i], '-')
                                                     : std::string(wide[i] - 1, '-') + ":");
  }
  return line(titles, wide) + line(rules, wide);
}

std::vector<std::string> MarkdownTable::lines() const {
  const std::vector<std::size_t> wide = widths();
  std::vector<std::string> texts;
  texts.reserve(rows_.size());
  for (const auto& row : rows_) texts.push_back(line(row, wide));
  return texts;
}

std::string MarkdownTable::text() const {
  std::string out = head();
  for (const std::string& each : lines()) out += each;
  return out;
}

}  // namespace eventstore::result
