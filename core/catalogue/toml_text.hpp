// Files that users write in TOML, read so that what is wrong is named with file and line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

namespace eventstore::catalogue {

/// All of these throw UsageError: "FILE:LINE: what is wrong".
[[nodiscard]] toml::table parse_toml(std::string_view text, const std::string& file);
[[noreturn]] void complain(const std::string& file, const toml::node& node,
                           const std::string& what);

/// Every key of the table is one of these.
void check_keys(const std::string& file, const toml::table& table,
                const std::vector<std::string>& known);

/// A text that is there and not blank.  `remedy` ends the sentence about one that is missing or
/// empty: "write ...".
[[nodiscard]] std::string text_at(const std::string& file, const toml::table& table,
                                  std::string_view key, std::string_view remedy = {});

/// "a number": for a sentence about a value of another type.
[[nodiscard]] std::string_view type_text(const toml::node& node);

/// "FILE:LINE".
[[nodiscard]] std::string place_of(const std::string& file, const toml::node& node);

}  // namespace eventstore::catalogue
