// What a stream is connected to, so that output fits a terminal and stays plain in a pipe.
#pragma once

#include <cstddef>
#include <cstdio>

namespace eventstore {

struct Terminal {
  std::size_t width = 0;  ///< Columns; 0 where nothing limits them: a pipe or a file.
  bool colour = false;    ///< On a terminal, unless NO_COLOR is set (https://no-color.org).
};

[[nodiscard]] Terminal terminal_of(std::FILE* stream);

}  // namespace eventstore
