// When to advise `seed-events --apply`.
#pragma once

#include <string>

#include "core/dataset/seeded_store.hpp"

namespace eventstore::dataset {

/// A line with the command that brings the database in line with the folder; empty where it would
/// leave every difference as it is: columns that somebody added, tables that are gone.
[[nodiscard]] std::string apply_advice(const FolderComparison& comparison,
                                       const StoreOptions& options);

}  // namespace eventstore::dataset
