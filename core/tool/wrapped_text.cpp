#include "core/tool/wrapped_text.hpp"

#include <algorithm>

namespace eventstore {

void append_wrapped(std::string& out, std::string_view text, const Lines& lines) {
  std::size_t column = lines.column;
  bool is_first_word = true;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    const bool fits = lines.width == 0 || column + 1 + word.size() <= lines.width;
    if (!is_first_word && !fits) {
      out += '\n' + std::string(lines.indent, ' ');
      column = lines.indent;
    } else if (!is_first_word) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    is_first_word = false;
  }
  out += '\n';
}

}  // namespace eventstore
