// A freshly seeded store in a database of its own.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "core/dataset/manifest.hpp"
#include "core/pg/database.hpp"
#include "core/pg/disposable_clone.hpp"

namespace eventstore::dataset {

/// Dropped by the destructor.
class ScratchStore {
 public:
  /// Makes a database with the settings of `like` beside it, of whose name `purpose` becomes a
  /// part, and runs seed-events there.  `store`: a built-in one's name or a directory.  `options`:
  /// as in a manifest.  Throws Failure with the last line that it said.
  ScratchStore(const pg::Database& like, const std::string& purpose, const std::string& store,
               const nlohmann::json& options);

  [[nodiscard]] const pg::Database& database() const { return clone_.database(); }
  [[nodiscard]] const Manifest& manifest() const { return manifest_; }

 private:
  pg::DisposableClone clone_;
  Manifest manifest_;
};

}  // namespace eventstore::dataset
