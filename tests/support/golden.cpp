#include "tests/support/golden.hpp"

#include <cstdlib>
#include <fstream>

#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"

namespace eventstore::tests {

std::string golden(const std::string& name, const std::string& actual) {
  const std::string path = source_directory() + "/tests/golden/" + name;
  if (std::getenv("EVENTSTORE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream{path, std::ios::binary} << actual;
  }
  return file_text(path);
}

}  // namespace eventstore::tests
