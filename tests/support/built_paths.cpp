#include "tests/support/built_paths.hpp"

namespace eventstore::tests {

std::string source_directory() {
  return EVENTSTORE_SOURCE_DIR;
}

std::string program_directory() {
  return EVENTSTORE_BIN_DIR;
}

}  // namespace eventstore::tests
