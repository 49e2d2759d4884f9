#include "tests/support/markdown_fault.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <re2/re2.h>

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
  if (fence > 0) throw std::runtime_error("a block of code that is not closed");
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
        if (end == std::string::npos) throw std::runtime_error("code that is not closed: " + line);
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

std::string markdown_fault(const std::string& markdown) try {
  if (as_utf8(markdown) != markdown) return "bytes that are no UTF-8";
  const std::vector<std::string> lines = outside_fences(markdown);
  if (count_of_line(lines, "<details>") != count_of_line(lines, "</details>")) {
    return "a <details> that is not closed";
  }
  static const RE2 ours{"</?(details|summary)>"};
  static const RE2 pings{"@[A-Za-z0-9]|#[0-9]"};
  std::size_t cells = 0;
  for (const std::string& line : lines) {
    const bool is_summary = line.starts_with("<summary>");
    std::string text = is_summary ? line : without_code(line);
    RE2::GlobalReplace(&text, ours, "");
    if (text.find('<') != std::string::npos) return "HTML that is not ours: " + line;
    RE2::GlobalReplace(&text, "&#8203;", " ");
    if (RE2::PartialMatch(text, pings)) return "a mention: " + line;
    if (!line.starts_with("| ")) {
      cells = 0;
      continue;
    }
    if (cells == 0) cells = cells_of(line);
    if (cells_of(line) != cells) return "a row with too many or too few cells: " + line;
  }
  return {};
} catch (const std::runtime_error& fault) {
  return fault.what();
}

}  // namespace eventstore::tests
