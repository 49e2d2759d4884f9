// The store whose rows are written to files: its tables, as a server describes them.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/seeded_store.hpp"
#include "generator/plan.hpp"
#include "generator/store_layout.hpp"
#include "generator/store_scripts.hpp"

namespace eventstore::seed {

struct ExportTarget {
  catalogue::Catalogue catalogue;
  std::string description;  ///< Of the server that was asked.
  std::string schema;       ///< Where the tables are made, as an identifier.
  MadeByScripts made;       ///< What the scripts in tables/ make.
  std::vector<std::string> position_sequences;
  StoreLayout layout;
};

/// Takes the columns from the database where it holds the store; else the tables are made in a
/// transaction that is rolled back, and nothing is left there.  Throws UsageError when tables of
/// somebody else stand in the way, or for a store whose tables cannot be made or filled.
[[nodiscard]] ExportTarget describe_tables(const dataset::StoreOptions& where, const Plan& plan);

}  // namespace eventstore::seed
