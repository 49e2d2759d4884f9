#include "tests/support/xml_fault.hpp"

#include <set>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "core/tool/utf8.hpp"
#include "tests/support/file_text.hpp"

namespace eventstore::tests {

namespace {

/// What is wrong with content or a value: characters that XML does not have, bare markup.
std::string text_fault(const std::string& text) {
  static const RE2 entity{"&(?:amp|lt|gt|quot|apos|#[0-9]+);"};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20U && c != '\n' && c != '\t') return "a control character";
    if (c == '<' || c == '>') return "bare markup";
    const std::string_view three = std::string_view{text}.substr(i, 3);
    if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") return "a character that is none";
    re2::StringPiece rest{text.data() + i, text.size() - i};
    if (c == '&' && !RE2::Consume(&rest, entity)) return "an entity that is not known";
  }
  return {};
}

/// What is wrong with `name a="1" b="2"`.
std::string attributes_fault(const std::string& attributes) {
  static const RE2 attribute{"\\s+([A-Za-z_][-\\w]*)=\"([^\"]*)\""};
  std::set<std::string> names;
  re2::StringPiece rest{attributes};
  std::string name, value;
  while (RE2::Consume(&rest, attribute, &name, &value)) {
    if (!names.insert(name).second) return "an attribute that is there twice";
    if (std::string fault = text_fault(value); !fault.empty()) return fault;
  }
  return rest.empty() ? "" : "attributes that cannot be read";
}

}  // namespace

std::string xml_fault(const std::string& text) {
  constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  if (!text.starts_with(declaration)) return "no declaration";
  if (as_utf8(text) != text) return "bytes that are no UTF-8";
  static const RE2 tag_form{"(?s)(/?)([A-Za-z][-\\w]*)(.*?)(/?)"};
  std::vector<std::string> open;
  int roots = 0;
  std::size_t at = declaration.size();
  while (at < text.size()) {
    const std::size_t begin = text.find('<', at);
    const std::string content = text.substr(at, begin - at);
    if (const std::string fault = text_fault(content); !fault.empty()) return fault;
    if (open.empty() && content.find_first_not_of("\n ") != std::string::npos) {
      return "text outside of the root";
    }
    if (begin == std::string::npos) break;
    const std::size_t end = text.find('>', begin);
    if (end == std::string::npos) return "a tag without an end";
    const std::string tag = text.substr(begin + 1, end - begin - 1);
    std::string closes, name, attributes, is_empty;
    if (!RE2::FullMatch(tag, tag_form, &closes, &name, &attributes, &is_empty)) {
      return "a tag that cannot be read: " + tag;
    }
    if (!closes.empty()) {
      if (open.empty() || open.back() != name) return "an end of what is not open";
      open.pop_back();
    } else {
      if (std::string fault = attributes_fault(attributes); !fault.empty()) return fault;
      if (open.empty() && ++roots > 1) return "a second root";
      if (is_empty.empty()) open.push_back(name);
    }
    at = end + 1;
  }
  return open.empty() && roots == 1 ? "" : "an element without an end";
}

std::string xml_fault_in_file(const std::string& path) {
  return xml_fault(file_text(path));
}

}  // namespace eventstore::tests
