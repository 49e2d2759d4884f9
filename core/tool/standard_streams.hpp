// Input, output and errors, which a program may be started without.
#pragma once

#include <string>

namespace eventstore {

/// Opens /dev/null in place of each of the three that is closed.  Otherwise the next file or socket
/// that is opened gets its number, and what is printed goes into it: a job without an output wrote
/// its report into the data it exported.  To be called before anything is opened.
void open_standard_streams();

/// Returns a new descriptor for what standard output is when this is first called; from then on
/// what is printed there goes to standard error.  -1 with errno where no descriptor is left.
[[nodiscard]] int take_standard_output();

/// What was printed and reached nobody.
struct LostOutput {
  std::string reason;  ///< "cannot write standard output: No space left on device"; empty: nothing.
  bool is_standard_error = false;
};

/// Flushes standard output and standard error, and finds whether one of them ever lost bytes.
[[nodiscard]] LostOutput flush_standard_streams();

}  // namespace eventstore
