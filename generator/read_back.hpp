// Reads a data set from its tables, over several connections.
#pragma once

#include "core/dataset/manifest.hpp"
#include "core/pg/database.hpp"
#include "core/pg/session.hpp"
#include "core/tool/progress.hpp"
#include "generator/row_intake.hpp"
#include "generator/store_layout.hpp"

namespace eventstore::seed {

/// Octets that read_back takes for the data set of this manifest.
[[nodiscard]] std::int64_t read_back_memory(const dataset::Manifest& manifest);

/// Reads snapshots, and then events over several connections.  Memory: 40 octets per event, those
/// of the aggregates and snapshots, and a row per connection.  Throws Failure, Interrupted.
[[nodiscard]] ReadBack read_back(pg::Session& session, const pg::Database& database,
                                 const StoreLayout& layout, const dataset::Manifest& manifest,
                                 int connections, Progress& progress);

}  // namespace eventstore::seed
