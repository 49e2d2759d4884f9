// A store's folder, what its scripts made when a database was seeded, and what is in that database
// at present, held against each other.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/manifest.hpp"
#include "core/dataset/store_difference.hpp"

namespace eventstore::dataset {

struct FolderComparison {
  StoreDifferences differences;
  /// Why only less could be compared; empty where everything was.
  std::string no_check;
};

/// Compares the scripts with those that `manifest` lists, and the objects that it lists, and
/// everything that belongs to the tables among them, with `found`, all of the database's.  Objects
/// of other tables are not looked at.  A manifest that lists no objects allows to compare the names
/// of indexes only.  `server_major`: of the server that `found` is from, as 17.
[[nodiscard]] FolderComparison compare_folder(const catalogue::Catalogue& catalogue,
                                              const Manifest& manifest,
                                              const std::vector<StoreObject>& found,
                                              int server_major);

}  // namespace eventstore::dataset
