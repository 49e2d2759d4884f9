#include "core/result/markup.hpp"

#include "core/result/utf8.hpp"

namespace eventstore::result {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// U+FFFE or U+FFFF: characters of UTF-8, and none of XML.
bool is_no_character(std::string_view text, std::size_t i) {
  const std::string_view bytes = text.substr(i, 3);
  return bytes == "\xEF\xBF\xBE" || bytes == "\xEF\xBF\xBF";
}

}  // namespace

std::string escaped_markup(std::string_view text) {
  const std::string valid = as_utf8(text);
  std::string out;
  out.reserve(valid.size());
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto c = static_cast<unsigned char>(valid[i]);
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\n':  // Within an attribute it would be read as a space.
        out += "&#10;";
        break;
      case '\t':
        out += "&#9;";
        break;
      case '\r':
        break;
      default:
        if (c < 0x20U || c == 0x7FU) {
          out += replacement;
        } else if (is_no_character(valid, i)) {
          out += replacement;
          i += 2;
        } else {
          out += valid[i];
        }
    }
  }
  return out;
}

}  // namespace eventstore::result
