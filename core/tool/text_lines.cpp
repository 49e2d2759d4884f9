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

}  // namespace eventstore
