// Sentences of several parts, in lines that people can read.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace eventstore {

/// The parts with a space between each two, or a new line, indented, where the next one would make
/// the line longer than `width` columns.  No part is cut; a newline at the end.
[[nodiscard]] std::string in_lines(std::span<const std::string> parts, std::size_t width = 100);

}  // namespace eventstore
