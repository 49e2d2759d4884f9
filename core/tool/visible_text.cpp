#include "core/tool/visible_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/utf8.hpp"

namespace eventstore {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

char32_t character_at(std::string_view text, std::size_t i, std::size_t length) {
  const auto byte = [&](std::size_t k) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[i + k]));
  };
  if (length == 1) return byte(0);
  char32_t character = byte(0) & (0xFFU >> (length + 1));
  for (std::size_t k = 1; k < length; ++k) character = (character << 6U) | (byte(k) & 0x3FU);
  return character;
}

std::string visible(std::string_view text, bool keeps_lines) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length_at(text, i);
    if (length == 0) {
      out += replacement;
      ++i;
      continue;
    }
    const char32_t character = character_at(text, i, length);
    if (character == U'\n' || character == U'\t') {
      const bool is_newline = character == U'\n';
      out += keeps_lines ? text.substr(i, 1) : is_newline ? "\\n" : "\\t";
    } else if (is_invisible(character)) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(character));
    } else {
      out += text.substr(i, length);
    }
    i += length;
  }
  return out;
}

}  // namespace

bool is_invisible(char32_t character) {
  const auto within = [character](char32_t first, char32_t last) {
    return character >= first && character <= last;
  };
  const bool is_control = character < 0x20 || within(0x7F, 0x9F);
  const bool is_direction = character == 0x61C || within(0x200E, 0x200F) ||
                            within(0x202A, 0x202E) || within(0x2066, 0x2069);
  const bool is_separator = within(0x2028, 0x2029);
  const bool is_no_character = character == 0xFEFF || within(0xFFFE, 0xFFFF);
  return is_control || is_direction || is_separator || is_no_character;
}

std::string visible_lines(std::string_view text) {
  return visible(text, true);
}

std::string visible_line(std::string_view text) {
  std::string out = visible(text, false);
  // The runner looks for the first at the beginning of a line, for the second anywhere.
  const std::size_t first = out.find_first_not_of(' ');
  if (first != std::string::npos && out.compare(first, 2, "::") == 0) {
    out.replace(first, 1, "\\u003A");
  }
  for (std::size_t at = 0; (at = out.find("##[", at)) != std::string::npos;) {
    out.replace(at, 1, "\\u0023");
  }
  return out;
}

std::string printable_lines(std::string_view text) {
  std::string out;
  for (bool is_first = true; is_first || !text.empty(); is_first = false) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t indent = std::min(line.find_first_not_of('\t'), line.size());
    if (!is_first) out += '\n';
    out += line.substr(0, indent);
    out += visible_line(line.substr(indent));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return out;
}

}  // namespace eventstore
