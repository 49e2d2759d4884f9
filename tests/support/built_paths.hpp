// Where the sources and the built programs are.  Told to one file only, so that a build elsewhere
// can take all others from the compiler's cache.
#pragma once

#include <string>

namespace eventstore::tests {

[[nodiscard]] std::string source_directory();
[[nodiscard]] std::string program_directory();

}  // namespace eventstore::tests
