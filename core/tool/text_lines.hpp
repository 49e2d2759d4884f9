// Sentences of several parts, in lines that people can read.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace eventstore {

/// The parts with a space between each two, or a new line, indented, where the next one would make
/// the line longer than `width` columns.  No part is cut; a newline at the end.
[[nodiscard]] std::string in_lines(std::span<const std::string> parts, std::size_t width = 100);

/// "a, b and c".
[[nodiscard]] std::string enumerated(const std::vector<std::string>& words);

/// The caption with the first line behind it and the others below that one; a newline at the end.
[[nodiscard]] std::string captioned(std::string_view caption, std::string_view lines);

}  // namespace eventstore
