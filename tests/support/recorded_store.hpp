// A small store: its folder, the manifest of a database that it made, and what is in that database.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/manifest.hpp"
#include "core/dataset/store_objects.hpp"

namespace eventstore::tests {

/// All three agree until a test changes one of them.
struct RecordedStore {
  RecordedStore();

  catalogue::Catalogue catalogue;
  dataset::Manifest manifest;
  std::vector<dataset::StoreObject> found;

  /// In the folder alone.
  void add_script(const std::string& path, const std::vector<std::string>& statements);
  void remove_script(const std::string& path);
  [[nodiscard]] catalogue::StoreScript& script(const std::string& path);

  /// In the database alone.
  void add(const dataset::StoreObject& object);
  void drop(const std::string& kind, const std::string& name);
  [[nodiscard]] dataset::StoreObject& object(const std::string& kind, const std::string& name);
};

}  // namespace eventstore::tests
