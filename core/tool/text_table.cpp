#include "core/tool/text_table.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "core/tool/visible_text.hpp"

namespace eventstore {

namespace {

constexpr std::string_view gap = "  ";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
};

/// The character at the beginning of `text`, which is not empty; a byte that is no UTF-8 counts as
/// a character of its own.
Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (bytes == 1 || bytes > text.size()) return {lead, 1};
  char32_t code = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return {lead, 1};
    code = (code << 6U) | (byte & 0x3FU);
  }
  return {code, bytes};
}

std::size_t width_of(char32_t code) {
  const auto within = [code](char32_t first, char32_t last) {
    return code >= first && code <= last;
  };
  if (within(0x300, 0x36F) || within(0x200B, 0x200F) || within(0xFE00, 0xFE0F)) return 0;
  const bool wide = within(0x1100, 0x115F) || within(0x2E80, 0xA4CF) || within(0xAC00, 0xD7A3) ||
                    within(0xF900, 0xFAFF) || within(0xFE30, 0xFE6F) || within(0xFF00, 0xFF60) ||
                    within(0xFFE0, 0xFFE6) || within(0x1F300, 0x1FAFF) || within(0x20000, 0x3FFFD);
  return wide ? 2 : 1;
}

/// The beginning of `text` that takes at most `width` columns.
std::string_view beginning(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const Character next = first_character(text.substr(end));
    if (used + width_of(next.code) > width) break;
    used += width_of(next.code);
    end += next.bytes;
  }
  return text.substr(0, end);
}

/// The end of `text` that takes at most `width` columns.
std::string_view ending(std::string_view text, std::size_t width) {
  std::size_t begin = 0;
  std::size_t left = display_width(text);
  while (left > width) {
    const Character next = first_character(text.substr(begin));
    left -= width_of(next.code);
    begin += next.bytes;
  }
  return text.substr(begin);
}

void append_line(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line;
  out += '\n';
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character next = first_character(text);
    width += width_of(next.code);
    text.remove_prefix(next.bytes);
  }
  return width;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string{text};
  if (width == 0) return {};
  // More of the end than of the beginning is kept: names of one table begin alike.
  const std::size_t tail = width / 2;
  std::string result{beginning(text, width - 1 - tail)};
  result += ellipsis;
  result += ending(text, tail);
  return result;
}

std::string padded(std::string_view text, std::size_t width, Align align) {
  const std::size_t used = display_width(text);
  const std::string spaces(width > used ? width - used : 0, ' ');
  return align == Align::left ? std::string{text} + spaces : spaces + std::string{text};
}

std::string toned(std::string_view text, TextTable::Tone tone, const Terminal& terminal) {
  if (!terminal.colour || tone == TextTable::Tone::plain) return std::string{text};
  const std::string_view code = tone == TextTable::Tone::good  ? "32"
                                : tone == TextTable::Tone::bad ? "1;31"
                                                               : "2";
  std::string result = "\x1b[";
  result += code;
  result += 'm';
  result += text;
  result += "\x1b[0m";
  return result;
}

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void TextTable::add_row(std::vector<Cell> cells) {
  if (cells.size() != columns_.size()) throw std::logic_error("a row has a cell for each column");
  for (Cell& cell : cells) cell.text = visible_line(cell.text);
  rows_.push_back(std::move(cells));
}

std::size_t TextTable::natural_width(std::size_t column) const {
  std::size_t width = display_width(columns_[column].title);
  for (const auto& row : rows_) width = std::max(width, display_width(row[column].text));
  return width;
}

std::vector<TextTable::Shown> TextTable::fitted(std::size_t width) const {
  std::vector<Shown> shown;
  for (std::size_t i = 0; i < columns_.size(); ++i) shown.push_back({i, natural_width(i)});
  if (width == 0) return shown;

  const auto total = [&shown] {
    return std::accumulate(shown.begin(), shown.end(), gap.size() * (shown.size() - 1),
                           [](std::size_t sum, const Shown& each) { return sum + each.width; });
  };
  // How much of the excess a column can give up by being shortened.
  const auto spare = [this](const Shown& each) {
    const std::size_t least = columns_[each.column].least_width;
    return least == 0 || each.width <= least ? 0 : each.width - least;
  };
  const auto total_spare = [&] {
    return std::accumulate(shown.begin(), shown.end(), std::size_t{0},
                           [&](std::size_t sum, const Shown& each) { return sum + spare(each); });
  };
  while (total() > width + total_spare()) {
    const auto next = std::min_element(shown.begin(), shown.end(), [this](auto& a, auto& b) {
      const int left = columns_[a.column].leave_out_order;
      const int right = columns_[b.column].leave_out_order;
      return left != 0 && (right == 0 || left < right);
    });
    if (columns_[next->column].leave_out_order == 0) break;
    shown.erase(next);
  }
  while (total() > width && total_spare() > 0) {
    const auto widest = std::max_element(shown.begin(), shown.end(),
                                         [&](auto& a, auto& b) { return spare(a) < spare(b); });
    --widest->width;
  }
  return shown;
}

std::string TextTable::text(const Terminal& terminal) const {
  const std::vector<Shown> shown = fitted(terminal.width);
  const auto line_of = [&](const auto& cell_text) {
    std::string line;
    for (const Shown& each : shown) {
      if (!line.empty()) line += gap;
      line += cell_text(each);
    }
    return line;
  };

  std::string out;
  append_line(out, line_of([&](const Shown& each) {
                const Column& column = columns_[each.column];
                return padded(shortened(column.title, each.width), each.width, column.align);
              }));
  append_line(out, line_of([&](const Shown& each) { return std::string(each.width, '-'); }));
  for (const auto& row : rows_) {
    append_line(out, line_of([&](const Shown& each) {
                  const Cell& cell = row[each.column];
                  const std::string text = shortened(cell.text, each.width);
                  return toned(padded(text, each.width, columns_[each.column].align), cell.tone,
                               terminal);
                }));
  }
  std::string left_out;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (std::any_of(shown.begin(), shown.end(), [i](auto& each) { return each.column == i; })) {
      continue;
    }
    left_out += (left_out.empty() ? "" : ", ") + columns_[i].title;
  }
  if (!left_out.empty()) out += "(left out for want of width: " + left_out + ")\n";
  return out;
}

}  // namespace eventstore
