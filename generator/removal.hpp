// Drops what the store's scripts made, and nothing else.
#pragma once

#include <vector>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"

namespace eventstore::seed {

/// Drops those of `made` that are still there, in whatever order their dependencies ask for; to be
/// called in a transaction.  Throws UsageError naming what depends on them and was made by somebody
/// else, or what of them is not as it was made; Failure when a right is missing.
void drop_made(pg::Session& session, const std::vector<dataset::MadeObject>& made);

/// All that a manifest lists: the objects, or, where it is of format 2, the tables.
[[nodiscard]] std::vector<dataset::MadeObject> made_objects_of(const dataset::Manifest& manifest);

}  // namespace eventstore::seed
