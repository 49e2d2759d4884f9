// Rows that are written and taken back, before a table is filled: what would go wrong is found
// while nothing is committed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/pg/session.hpp"
#include "generator/plan.hpp"
#include "generator/store_layout.hpp"
#include "generator/strangers.hpp"

namespace eventstore::seed {

/// Copies the first row of each table of `layout`, reads the event back, and takes all of it back.
/// To be called in the transaction that made the tables.  Throws UsageError when COPY cannot fill a
/// table, when something else than that row is stored, or when something of `strangers` would be
/// written to.
void try_rows(pg::Session& session, const StoreLayout& layout, const Plan& plan,
              const Strangers& strangers);

/// Trials leave dead rows, whose places later rows would take.  To be called after all of them, in
/// the transaction that made the tables: those without a row begin with an empty file.  A table
/// that cannot be truncated, since a foreign key refers to it, stays as it is.
void forget_trials(pg::Session& session, const StoreLayout& layout);

/// Where the next event of a store gets its position from.
struct NextPosition {
  bool is_known = false;              ///< Not where an event without a position is refused.
  std::optional<std::int64_t> value;  ///< Nothing where whoever appends gives it.
};

/// Copies an event without a position, and takes it back; what it took of a sequence is used up.
[[nodiscard]] NextPosition try_next_position(pg::Session& session, const TableLayout& events,
                                             const Plan& plan);

}  // namespace eventstore::seed
