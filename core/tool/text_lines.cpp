#include "core/tool/text_lines.hpp"

#include <string_view>

#include "core/tool/text_table.hpp"

namespace eventstore {

std::string in_lines(std::span<const std::string> parts, std::size_t width) {
  constexpr std::string_view indent = "  ";
  std::string text;
  std::size_t used = 0;
  for (const std::string& part : parts) {
    const std::size_t wanted = display_width(part);
    if (used > 0 && used + 1 + wanted > width) {
      text.append("\n").append(indent);
      used = indent.size();
    } else if (used > 0) {
      text += ' ';
      ++used;
    }
    text += part;
    used += wanted;
  }
  text += '\n';
  return text;
}

std::string enumerated(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

std::string captioned(std::string_view caption, std::string_view lines) {
  std::string out{caption};
  for (const char c : lines) {
    out += c;
    if (c == '\n') out += std::string(caption.size(), ' ');
  }
  return out + "\n";
}

}  // namespace eventstore
