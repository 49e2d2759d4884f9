// The snapshots as they were when a run began, and whether each is there or has a newer one.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "bench/load/event_rows.hpp"
#include "bench/load/violations.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/pg/database.hpp"

namespace eventstore::load {

/// Of each aggregate the latest snapshot; a run may store newer ones.
class SeededSnapshots {
 public:
  /// Reads them.  `store` must outlive it and have snapshots.  Throws Failure, Interrupted.
  SeededSnapshots(const pg::Database& database, const catalogue::StoreProfile& store);

  /// Reads them once more and reports those that are gone, older, or changed.
  void check(const pg::Database& database, OnSignal on_signal, Violations& violations) const;

 private:
  struct Latest {
    std::int64_t sequence_number = 0;
    std::uint64_t hash = 0;
    std::string aggregate_id;
  };
  using Snapshots = std::unordered_map<std::uint64_t, Latest>;  ///< By a hash of whose it is.
  [[nodiscard]] Snapshots read(const pg::Database& database, OnSignal on_signal) const;

  const catalogue::StoreProfile& store_;
  Snapshots remembered_;
};

}  // namespace eventstore::load
