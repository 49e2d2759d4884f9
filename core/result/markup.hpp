// Any text within XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace eventstore::result {

/// `text` as content of an element or value of an attribute in double quotes: valid UTF-8, markup
/// escaped, U+FFFD for characters that XML does not have (most control characters).
[[nodiscard]] std::string escaped_markup(std::string_view text);

}  // namespace eventstore::result
