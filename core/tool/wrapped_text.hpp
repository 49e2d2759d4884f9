// Sentences in lines that fit a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace eventstore {

struct Lines {
  std::size_t width = 0;   ///< Columns; 0: nothing limits them, and all is one line.
  std::size_t column = 0;  ///< How much of the first line is taken.
  std::size_t indent = 0;  ///< Where all others begin.
};

/// Appends `text` to `out` and ends its last line.  A word longer than a line has one for itself.
void append_wrapped(std::string& out, std::string_view text, const Lines& lines);

}  // namespace eventstore
