// A store's scripts against those with which a database was seeded.
#pragma once

#include <set>
#include <string>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/manifest.hpp"
#include "core/dataset/object_set.hpp"
#include "core/dataset/store_difference.hpp"

namespace eventstore::dataset {

/// The manifest, in which scripts that have another name in the folder, and say the same, have that
/// name.
[[nodiscard]] Manifest with_present_paths(Manifest manifest, const catalogue::Catalogue& catalogue);

/// Scripts that are new, gone or changed; of a gone one what it made and `found` still has.
[[nodiscard]] StoreDifferences script_differences(const catalogue::Catalogue& catalogue,
                                                  const Manifest& manifest, const ObjectSet& found);

/// Paths of those that `manifest` lists and the folder no longer has.
[[nodiscard]] std::set<std::string> gone_scripts(const catalogue::Catalogue& catalogue,
                                                 const Manifest& manifest);

/// The indexes that a script names, without schema, quoted where needed.
[[nodiscard]] std::vector<std::string> index_names_of(const catalogue::Catalogue& catalogue,
                                                      const std::string& path);

}  // namespace eventstore::dataset
