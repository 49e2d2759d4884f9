#include "tests/support/sound_markdown.hpp"

#include <algorithm>
#include <cstddef>
#include <regex>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "core/tool/utf8.hpp"
#include "tests/support/text_lines.hpp"

namespace eventstore::tests {

namespace {

std::size_t backticks_at_start(const std::string& line) {
  return std::min(line.find_first_not_of('`'), line.size());
}

std::size_t count_of_line(const std::vector<std::string>& lines, const std::string& line) {
  return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), line));
}

}  // namespace

std::vector<std::string> outside_fences(const std::string& markdown) {
  std::vector<std::string> lines;
  std::size_t fence = 0;
  for (const std::string& line : lines_of(markdown)) {
    const std::size_t backticks = backticks_at_start(line);
    if (fence > 0) {
      if (backticks >= fence && backticks == line.size()) fence = 0;
    } else if (backticks >= 3) {
      fence = backticks;
    } else {
      lines.push_back(line);
    }
  }
  CHECK(fence == 0);
  return lines;
}

std::string without_code(const std::string& line) {
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    if (line[i] == '\\' && i + 1 < line.size()) {
      out += line.substr(i, 2);
      i += 2;
    } else if (line[i] == '`') {
      std::size_t run = line.find_first_not_of('`', i);
      run = (run == std::string::npos ? line.size() : run) - i;
      std::size_t end = i + run;
      for (;;) {
        end = line.find('`', end);
        REQUIRE(end != std::string::npos);
        const std::size_t after = std::min(line.find_first_not_of('`', end), line.size());
        if (after - end == run) {
          i = after;
          break;
        }
        end = after;
      }
    } else {
      out += line[i++];
    }
  }
  return out;
}

std::size_t cells_of(const std::string& row) {
  std::size_t pipes = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '\\') {
      ++i;
    } else if (row[i] == '|') {
      ++pipes;
    }
  }
  return pipes;
}

void check_is_sound(const std::string& markdown) {
  CHECK(as_utf8(markdown) == markdown);
  const std::vector<std::string> lines = outside_fences(markdown);
  CHECK(count_of_line(lines, "<details>") == count_of_line(lines, "</details>"));
  static const std::regex ours{"</?(details|summary)>"};
  static const std::regex pings{"@[A-Za-z0-9]|#[0-9]"};
  std::size_t cells = 0;
  for (const std::string& line : lines) {
    const bool is_summary = line.starts_with("<summary>");
    const std::string text = is_summary ? line : without_code(line);
    CAPTURE(line);
    CHECK(std::regex_replace(text, ours, "").find('<') == std::string::npos);
    CHECK_FALSE(std::regex_search(std::regex_replace(text, std::regex{"&#8203;"}, " "), pings));
    if (!line.starts_with("| ")) {
      cells = 0;
      continue;
    }
    if (cells == 0) cells = cells_of(line);
    CHECK(cells_of(line) == cells);
  }
}

}  // namespace eventstore::tests
