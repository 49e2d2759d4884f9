#include "core/catalogue/toml_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::catalogue {

toml::table parse_toml(std::string_view text, const std::string& file) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw UsageError(
        fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
  }
}

std::string place_of(const std::string& file, const toml::node& node) {
  return fmt::format("{}:{}", file, node.source().begin.line);
}

void complain(const std::string& file, const toml::node& node, const std::string& what) {
  throw UsageError(fmt::format("{}: {}", place_of(file, node), what));
}

void check_keys(const std::string& file, const toml::table& table,
                const std::vector<std::string>& known) {
  for (const auto& [key, node] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    throw UsageError(fmt::format("{}:{}: unknown key '{}'; known here are {}", file,
                                 key.source().begin.line, key.str(), fmt::join(known, ", ")));
  }
}

std::string text_at(const std::string& file, const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  if (node == nullptr) complain(file, table, fmt::format("'{}' is missing", key));
  const auto text = node->value_exact<std::string>();
  if (!text || text->empty()) complain(file, *node, fmt::format("'{}' must be a text", key));
  return *text;
}

}  // namespace eventstore::catalogue
