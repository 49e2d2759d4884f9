// Fills the tables of a store: events, snapshots, tenants; then its indexes.
#pragma once

#include <cstdint>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/progress.hpp"
#include "generator/generate.hpp"
#include "generator/seed_target.hpp"
#include "generator/store_layout.hpp"

namespace eventstore::seed {

struct Loaded {
  Totals totals;
  std::int64_t copy_bytes = 0;  ///< In COPY's binary format.
};

/// The rows, by COPY.  Throws Failure, or Interrupted; what was copied until then stays.
[[nodiscard]] Loaded load_rows(const Plan& plan, const pg::Database& database,
                               const StoreLayout& layout, int connections, Progress& progress);

/// Every index on up to three connections at once, then the constraints that use them.  Returns how
/// many statements that were.
std::int64_t build_indexes(const pg::Database& database, const catalogue::Catalogue& catalogue,
                           Progress& progress);

/// Moves the sequence behind the positions past the data, then VACUUM (ANALYZE) of every table;
/// returns how many.
std::int64_t vacuum(pg::Session& session, const PreparedTables& tables, std::int64_t events,
                    Progress& progress);

enum class Checkpoint : std::uint8_t { done, not_allowed };

/// So that the data's own checkpoint does not fall into the first measurement.
Checkpoint checkpoint(pg::Session& session);

}  // namespace eventstore::seed
