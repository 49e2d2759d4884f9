#include "core/result/markup.hpp"

#include "core/tool/visible_text.hpp"

namespace eventstore::result {

namespace {

/// A return in front of a newline is none.
std::string without_returns(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') out += text[i];
  }
  return out;
}

}  // namespace

std::string escaped_markup(std::string_view text) {
  const std::string valid = visible_lines(without_returns(text));
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
      default:
        out += valid[i];
    }
  }
  return out;
}

}  // namespace eventstore::result
