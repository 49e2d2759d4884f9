// Whether Markdown that holds texts of others is still what we meant it to be.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace eventstore::tests {

/// Fails the test unless blocks are closed, tables are whole, nothing mentions anybody and nothing
/// is HTML but what we wrote.
void check_is_sound(const std::string& markdown);

/// The lines that stand in no block of code; fails the test where a block is not closed.
[[nodiscard]] std::vector<std::string> outside_fences(const std::string& markdown);

/// The line without its code: spans between runs of as many backticks.
[[nodiscard]] std::string without_code(const std::string& line);

/// Cells of a table's row as GitHub cuts it, before it looks for code.
[[nodiscard]] std::size_t cells_of(const std::string& row);

}  // namespace eventstore::tests
