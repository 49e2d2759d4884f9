// A copy of a store profile on disk, to be changed by a test.
#pragma once

#include <string>

#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

class StoreCopy {
 public:
  /// `store`: the name of a built-in one, or a folder from the root of the repository.
  explicit StoreCopy(const std::string& store);

  /// The folder, as --store takes it.
  [[nodiscard]] std::string path() const { return directory_ / "store"; }

  void write(const std::string& file, const std::string& text) const;
  void remove(const std::string& file_or_folder) const;

  /// Replaces the first `from`; throws std::runtime_error when it is not there.
  void replace(const std::string& file, const std::string& from, const std::string& to) const;

 private:
  TemporaryDirectory directory_;
};

}  // namespace eventstore::tests
