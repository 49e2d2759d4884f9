#include "core/tool/shell_word.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "core/tool/visible_text.hpp"

namespace eventstore {

namespace {

std::string with_escapes(std::string_view text) {
  std::string word = "$'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') {
      word += '\\';
      word += c;
    } else if (byte < 0x20U || byte > 0x7EU) {
      word += fmt::format("\\{:03o}", byte);  // Of three digits: no digit behind it is taken.
    } else {
      word += c;
    }
  }
  return word + "'";
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (visible_lines(text) != text || text.find_first_of("\n\t") != std::string_view::npos) {
    return with_escapes(text);
  }
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += R"('\'')";
    } else {
      word += c;
    }
  }
  return word + "'";
}

std::string brief_shell_word(std::string_view text) {
  const bool is_plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view{"_-./:=@+,"}.find(c) != std::string_view::npos;
  });
  return is_plain ? std::string{text} : shell_word(text);
}

}  // namespace eventstore
