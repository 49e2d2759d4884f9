// Any text within XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace eventstore::result {

/// `text` as content of an element or value of an attribute in double quotes: valid UTF-8, markup
/// escaped, and names in the place of characters that XML does not have or nobody sees.
[[nodiscard]] std::string escaped_markup(std::string_view text);

}  // namespace eventstore::result
