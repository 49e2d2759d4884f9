// After a run: are the events in the store those that were acknowledged?
#pragma once

#include <cstdint>

#include "bench/load/event_ledger.hpp"
#include "bench/load/violations.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/pg/database.hpp"

namespace eventstore::load {

struct StoredCounts {
  std::uint64_t stored = 0;        ///< Rows behind the seeded ones.
  std::uint64_t acknowledged = 0;  ///< Of the ledger.
  std::uint64_t refused = 0;
  std::uint64_t in_doubt = 0;
  std::uint64_t in_doubt_stored = 0;  ///< Of these.
  std::uint64_t aggregates = 0;       ///< That were appended to.
};

/// Reads every event behind position `after`, once nobody writes any more, with a statement of the
/// harness's own: what an operation of the store would hide is seen.  Throws Failure, and
/// Interrupted by a signal that comes meanwhile.
[[nodiscard]] StoredCounts check_stored_events(const pg::Database& database,
                                               const catalogue::StoreProfile& store,
                                               std::int64_t after, const EventLedger& ledger,
                                               Violations& violations);

}  // namespace eventstore::load
