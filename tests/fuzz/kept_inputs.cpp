#include "tests/fuzz/kept_inputs.hpp"

#include <algorithm>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace eventstore::fuzz {

namespace {

constexpr unsigned first_beyond_ascii = 0x80;

std::string latin1_as_utf8(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto code = static_cast<unsigned char>(byte);
    if (code < first_beyond_ascii) {
      text += byte;
    } else {
      text += static_cast<char>(0xC0U | (code >> 6U));
      text += static_cast<char>(0x80U | (code & 0x3FU));
    }
  }
  return text;
}

std::string utf8_as_latin1(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < first_beyond_ascii) {
      bytes += text[i];
    } else if (lead <= 0xC3U && i + 1 < text.size()) {
      const auto rest = static_cast<unsigned char>(text[++i]);
      bytes += static_cast<char>(((lead & 0x03U) << 6U) | (rest & 0x3FU));
    } else {
      throw std::runtime_error("a character above U+00FF");
    }
  }
  return bytes;
}

}  // namespace

std::vector<std::string> parse_kept_inputs(std::string_view text) {
  std::vector<std::string> inputs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto line = nlohmann::json::parse(text.substr(0, end), nullptr, false);
    if (!line.is_string()) {
      throw std::runtime_error("line " + std::to_string(inputs.size() + 1) + " is no JSON string");
    }
    inputs.push_back(utf8_as_latin1(line.get_ref<const std::string&>()));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return inputs;
}

std::string text_of_kept_inputs(const std::vector<std::string>& inputs) {
  std::string text;
  for (const std::string& input : inputs) {
    text += nlohmann::json(latin1_as_utf8(input)).dump() + "\n";
  }
  return text;
}

}  // namespace eventstore::fuzz
