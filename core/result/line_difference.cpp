#include "core/result/line_difference.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace eventstore::result {

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::string line_difference(std::string_view before, std::string_view now) {
  const auto old_lines = lines_of(before);
  const auto new_lines = lines_of(now);
  // Of each pair of places, how many lines the texts behind them have in common.
  std::vector<std::vector<std::size_t>> common(old_lines.size() + 1,
                                               std::vector<std::size_t>(new_lines.size() + 1));
  for (std::size_t i = old_lines.size(); i-- > 0;) {
    for (std::size_t j = new_lines.size(); j-- > 0;) {
      common[i][j] = old_lines[i] == new_lines[j] ? common[i + 1][j + 1] + 1
                                                  : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::string out;
  const auto add = [&out](char mark, std::string_view line) {
    out += mark;
    out += line;
    out += '\n';
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < old_lines.size() && j < new_lines.size()) {
    if (old_lines[i] == new_lines[j]) {
      add(' ', old_lines[i]);
      ++i;
      ++j;
    } else if (common[i + 1][j] >= common[i][j + 1]) {
      add('-', old_lines[i++]);
    } else {
      add('+', new_lines[j++]);
    }
  }
  while (i < old_lines.size()) add('-', old_lines[i++]);
  while (j < new_lines.size()) add('+', new_lines[j++]);
  return out;
}

}  // namespace eventstore::result
