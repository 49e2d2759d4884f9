#include "tests/support/golden.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/support/built_paths.hpp"

namespace eventstore::tests {

std::string golden(const std::string& name, const std::string& actual) {
  const std::string path = source_directory() + "/tests/golden/" + name;
  if (std::getenv("EVENTSTORE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream{path, std::ios::binary} << actual;
  }
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace eventstore::tests
