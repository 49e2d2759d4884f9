// The tenants and snapshots as they were when a run began, and what became of them.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "bench/load/event_rows.hpp"
#include "bench/load/violations.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/pg/database.hpp"

namespace eventstore::load {

/// A table beside the events, in which each tenant or aggregate has a row.
enum class SideTable : std::uint8_t { tenants, snapshots };

class SeededSideRows {
 public:
  /// Reads them.  `store` must outlive it and have that table.  Where the role may not read it, the
  /// table is not compared.  Throws Failure, Interrupted.
  SeededSideRows(const pg::Database& database, const catalogue::StoreProfile& store,
                 SideTable table);

  /// They are not compared: calls of the run may change them.
  void leave_out(const std::string& why);

  /// Reads them once more.  Reports rows that are gone, snapshots that are older or changed, and
  /// tenants that are new.  Returns what else changed and cannot be judged, as "3 snapshots new",
  /// since a trigger may mean it, or why nothing was compared; empty when nothing changed.
  [[nodiscard]] std::string check(const pg::Database& database, OnSignal on_signal,
                                  Violations& violations) const;

 private:
  struct Row {
    std::int64_t sequence_number = 0;  ///< 0 for tenants.
    std::uint64_t hash = 0;
    std::uint64_t count = 0;  ///< Rows that are of the same tenant or aggregate.
    std::string name;         ///< What identifies it: "1 0f3c4e5a-..."
  };
  using Rows = std::unordered_map<std::uint64_t, Row>;  ///< By a hash of whose it is.
  struct Found {
    Rows rows;
    std::string obstacle;  ///< Why they are not compared; empty when they are.
  };
  struct Changes;

  [[nodiscard]] const catalogue::TableRole& role() const;
  [[nodiscard]] std::string statement(const pg::Database& database) const;
  [[nodiscard]] Found read(const pg::Database& database, OnSignal on_signal) const;
  void compare(const Row& seeded, const Row& now, Changes& changes, Violations& violations) const;

  const catalogue::StoreProfile& store_;
  SideTable table_;
  Found remembered_;
};

}  // namespace eventstore::load
