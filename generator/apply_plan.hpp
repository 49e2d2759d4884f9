// What brings the objects of a database in line with the folder of its store.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/folder_comparison.hpp"
#include "core/dataset/manifest.hpp"

namespace eventstore::seed {

/// Done as a whole or not at all.
struct ApplyStep {
  std::string text;                         ///< What it does: "run indexes/x.sql, which is new".
  std::string path;                         ///< The script, within the store.
  std::vector<dataset::StoreObject> drops;  ///< Before the statements.
  std::vector<std::string> statements;      ///< The script's, or what makes an object again.
  /// Functions and views that the script made before: replaced by OR REPLACE, else dropped as well.
  std::vector<dataset::StoreObject> replaced;
  bool runs_script = false;  ///< Then the script is what the database was made with.
};

struct ApplyPlan {
  std::vector<ApplyStep> steps;
  std::vector<std::string> left;  ///< Differences that stay, each a sentence with the reason.
};

/// `comparison` is of this folder and manifest with `found`, all objects of the database.  Drops
/// only what the manifest lists, and never a table, column, sequence, type or schema.
[[nodiscard]] ApplyPlan plan_to_apply(const catalogue::Catalogue& catalogue,
                                      const dataset::Manifest& manifest,
                                      const std::vector<dataset::StoreObject>& found,
                                      const dataset::FolderComparison& comparison);

}  // namespace eventstore::seed
