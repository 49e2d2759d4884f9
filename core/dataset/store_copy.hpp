// A disposable copy of a seeded database that holds what the manifest says.
#pragma once

#include <memory>
#include <string>

#include "core/dataset/seeded_store.hpp"
#include "core/pg/disposable_clone.hpp"

namespace eventstore::dataset {

/// Copies the database of `store`; `purpose` and `otherwise` as pg::DisposableClone takes them.
/// Throws Failure as that does, where somebody writes to the database in place, and where the copy
/// does not hold the data set that `store` was opened with.
[[nodiscard]] std::unique_ptr<pg::DisposableClone> copy_of(const SeededStore& store,
                                                           const std::string& purpose,
                                                           const std::string& otherwise);

/// Throws Failure where the manifest that `session` reads is not the one of `store`: the data were
/// changed since it was opened.
void require_unchanged(pg::Session& session, const SeededStore& store);

}  // namespace eventstore::dataset
