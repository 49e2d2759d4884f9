#include "core/catalogue/toml_text.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"

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
    throw UsageError(fmt::format("{}:{}: unknown key '{}'; known here are {}{}", file,
                                 key.source().begin.line, key.str(), fmt::join(known, ", "),
                                 did_you_mean(key.str(), known)));
  }
}

std::string text_at(const std::string& file, const toml::table& table, std::string_view key,
                    std::string_view remedy) {
  const std::string what_to_do = remedy.empty() ? "" : fmt::format("; {}", remedy);
  const toml::node* node = table.get(key);
  if (node == nullptr) complain(file, table, fmt::format("'{}' is missing{}", key, what_to_do));
  const auto text = node->value_exact<std::string>();
  if (!text) {
    complain(file, *node,
             fmt::format("'{}' must be a text in quotes, not {}", key, type_text(*node)));
  }
  if (text->find_first_not_of(" \t\r\n") == std::string::npos) {
    complain(file, *node, fmt::format("'{}' is empty{}", key, what_to_do));
  }
  return *text;
}

std::string_view type_text(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::none:
      return "nothing";
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "a boolean";
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return "a date or time";
  }
  return "another value";
}

}  // namespace eventstore::catalogue
