// The names of a store's indexes against those of a database: all that can be compared where what
// the scripts made was not written down.
#pragma once

#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/manifest.hpp"
#include "core/dataset/store_difference.hpp"

namespace eventstore::dataset {

/// Indexes that the folder names and none of the store's tables has, and indexes of these tables
/// that the folder cannot have made.
[[nodiscard]] StoreDifferences index_name_differences(const catalogue::Catalogue& catalogue,
                                                      const Manifest& manifest,
                                                      const std::vector<StoreObject>& found);

}  // namespace eventstore::dataset
