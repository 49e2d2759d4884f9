// Fills the tables of a store: events, snapshots, tenants; then its indexes.
#pragma once

#include <cstdint>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/progress.hpp"
#include "generator/generate.hpp"
#include "generator/seed_target.hpp"
#include "generator/store_layout.hpp"

namespace eventstore::seed {

struct LoadOptions {
  int connections = 1;
  std::int64_t batch = 1;  ///< Rows of events per commit, 1 or more.
};

struct Loaded {
  Totals totals;
  std::int64_t events_before = 0;  ///< That were there already.
  std::int64_t copy_bytes = 0;     ///< In COPY's binary format.
};

/// The rows that the journal of `tables` does not have, by COPY; all of them are counted.  Throws
/// Failure, or Interrupted; what was committed until then stays.
[[nodiscard]] Loaded load_rows(const Plan& plan, SeedTarget& target, const PreparedTables& tables,
                               const LoadOptions& options, Progress& progress);

/// Every index on up to `connections` at once, then the constraints that use them; those that
/// the journal does not have.  Returns how many statements the store's scripts have.
std::int64_t build_indexes(const pg::Database& database, const catalogue::Catalogue& catalogue,
                           int connections, const PreparedTables& tables, Progress& progress);

/// VACUUM (ANALYZE) of every table (full names); returns how many.
std::int64_t vacuum(pg::Session& session, const std::vector<std::string>& tables,
                    Progress& progress);

/// The same for the tables that the store's scripts keep besides its roles: they were filled after
/// the others.
void vacuum_derived(SeedTarget& target, const std::vector<std::string>& tables);

enum class Checkpoint : std::uint8_t { done, not_allowed };

/// So that the data's own checkpoint does not fall into the first measurement.
Checkpoint checkpoint(pg::Session& session);

}  // namespace eventstore::seed
