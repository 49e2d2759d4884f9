// Names as SQL text has them, where there is no connection to ask.
#pragma once

#include <string>
#include <string_view>

namespace eventstore::pg {

/// The name as it stands where SQL reads it back as the same name, else in double quotes: with
/// upper case, other characters than letters, digits and underscores, a digit first, or one of
/// SQL's own words, which PostgreSQL takes for no name.
[[nodiscard]] std::string quoted_name(std::string_view name);

}  // namespace eventstore::pg
