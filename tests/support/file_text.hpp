// A file as one text.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace eventstore::tests {

/// Octet for octet; empty where there is no such file.
[[nodiscard]] inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace eventstore::tests
