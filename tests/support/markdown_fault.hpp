// Whether Markdown that holds texts of others is still what we meant it to be.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace eventstore::tests {

/// What is wrong with it, with the line: a block that is not closed, a table that is not whole, a
/// mention of somebody, HTML that we did not write.  Empty: nothing.
[[nodiscard]] std::string markdown_fault(const std::string& markdown);

/// The lines that stand in no block of code; throws std::runtime_error where one is not closed.
[[nodiscard]] std::vector<std::string> outside_fences(const std::string& markdown);

/// The line without its code: spans between runs of as many backticks.  Throws std::runtime_error
/// where a span is not closed.
[[nodiscard]] std::string without_code(const std::string& line);

/// Cells of a table's row as GitHub cuts it, before it looks for code.
[[nodiscard]] std::size_t cells_of(const std::string& row);

}  // namespace eventstore::tests
