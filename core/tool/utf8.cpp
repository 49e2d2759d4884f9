#include "core/tool/utf8.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace eventstore {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

unsigned at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

bool continues(std::string_view text, std::size_t i) {
  return i < text.size() && (at(text, i) & 0xC0U) == 0x80U;
}

}  // namespace

std::size_t utf8_length_at(std::string_view text, std::size_t i) {
  const unsigned first = at(text, i);
  if (first < 0x80U) return 1;
  if (first < 0xC2U || first > 0xF4U) return 0;
  const std::size_t length = first < 0xE0U ? 2 : first < 0xF0U ? 3 : 4;
  for (std::size_t k = 1; k < length; ++k) {
    if (!continues(text, i + k)) return 0;
  }
  const unsigned second = at(text, i + 1);
  const bool overlong = (first == 0xE0U && second < 0xA0U) || (first == 0xF0U && second < 0x90U);
  const bool no_character =
      (first == 0xEDU && second >= 0xA0U) || (first == 0xF4U && second >= 0x90U);
  return overlong || no_character ? 0 : length;
}

std::string as_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length_at(text, i);
    out += length > 0 ? text.substr(i, length) : replacement;
    i += std::max<std::size_t>(1, length);
  }
  return out;
}

std::string brief(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string{text};
  while (bytes > 0 && continues(text, bytes)) --bytes;
  return std::string{text.substr(0, bytes)}.append(ellipsis);
}

std::string without_middle(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string{text};
  // What is wrong and where stands first, the way out last.
  const std::string beginning = brief(text, bytes - bytes / 4);
  std::size_t end = text.size() - bytes / 4;
  while (end < text.size() && continues(text, end)) ++end;
  return fmt::format("{} [{} of {} bytes left out] {}{}", beginning,
                     end - (beginning.size() - ellipsis.size()), text.size(), ellipsis,
                     text.substr(end));
}

}  // namespace eventstore
