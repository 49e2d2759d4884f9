#include "core/tool/bars.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace eventstore {

namespace {

/// As setlocale would choose among them.
bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale{value};
    return locale.find("UTF-8") != std::string_view::npos ||
           locale.find("utf8") != std::string_view::npos;
  }
  return false;
}

/// One to seven eighths of a column.
constexpr std::array<std::string_view, 7> eighths{"▏", "▎", "▍", "▌", "▋", "▊", "▉"};

std::string block_bar(double columns) {
  const auto parts = static_cast<std::size_t>(std::max(std::llround(columns * 8), 1LL));
  std::string text;
  for (std::size_t i = 0; i < parts / 8; ++i) text += "█";
  if (parts % 8 > 0) text += eighths[parts % 8 - 1];
  return text;
}

}  // namespace

BarStyle bar_style_of(std::FILE* stream) {
  return terminal_of(stream).width > 0 && locale_is_utf8() ? BarStyle::blocks : BarStyle::ascii;
}

std::string bar(double part, std::size_t width, BarStyle style) {
  if (!(part > 0)) return {};
  const double columns = std::min(part, 1.0) * static_cast<double>(width);
  if (style == BarStyle::blocks) return block_bar(columns);
  const auto whole = static_cast<std::size_t>(std::llround(columns));
  return whole == 0 ? "." : std::string(whole, '#');
}

BarTable::BarTable(std::vector<TextTable::Column> columns, std::string bar_title,
                   std::size_t bar_width)
    : columns_(std::move(columns)), bar_width_(bar_width) {
  columns_.push_back({.title = std::move(bar_title)});
}

void BarTable::add_row(std::vector<TextTable::Cell> cells, double value) {
  rows_.push_back({.cells = std::move(cells), .value = value});
}

std::string BarTable::text(const Terminal& terminal, BarStyle style) const {
  double longest = 0;
  for (const Row& row : rows_) longest = std::max(longest, row.value);
  TextTable table{columns_};
  for (const Row& row : rows_) {
    std::vector<TextTable::Cell> cells = row.cells;
    cells.push_back({bar(longest > 0 ? row.value / longest : 0, bar_width_, style)});
    table.add_row(std::move(cells));
  }
  return table.text(terminal);
}

}  // namespace eventstore
