// What a run must leave as it was: events, tenants and snapshots that were there before.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "bench/load/event_rows.hpp"
#include "bench/load/seeded_rows.hpp"
#include "bench/load/seeded_side_rows.hpp"
#include "bench/load/stored_events.hpp"
#include "bench/load/violations.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/pg/database.hpp"

namespace eventstore::load {

/// Above so many seeded events only their number is checked.
inline constexpr std::int64_t default_compared_events = 10'000'000;

class SeededData {
 public:
  /// Reads what is there before a run, in the seeded database itself: a copy of it keeps its
  /// caches.  With more events than `max_compared` their content is not read.  `store` must outlive
  /// it.  Reports what the manifest lists and is not there.  Throws Failure, Interrupted.
  SeededData(const dataset::SeededStore& store, std::int64_t max_compared, Violations& violations);

  /// Neither their content nor their number is compared: calls of the run change them.
  void leave_out(const std::string& why);

  /// Neither are the rows of a table beside the events.
  void leave_out(SideTable table, const std::string& why);

  /// Why the content of the seeded events is not compared; empty when it is.
  [[nodiscard]] const std::string& unchecked() const { return unchecked_; }

  /// Once nobody writes any more: gives `check` every row that was not there, and reports each
  /// seeded row that is gone or changed.  Returns what changed in the tables beside the events and
  /// cannot be judged, as "2 tenants changed".  Throws Failure, Interrupted.
  [[nodiscard]] std::string check(const pg::Database& database, OnSignal on_signal,
                                  StoredEventsCheck& check, Violations& violations) const;

 private:
  void check_rows(EventRows& rows, OnSignal on_signal, StoredEventsCheck& check,
                  Violations& violations) const;
  void check_number(EventRows& rows, OnSignal on_signal, StoredEventsCheck& check,
                    Violations& violations) const;

  const dataset::SeededStore& store_;
  std::string unchecked_;
  bool is_changed_by_calls_ = false;
  SeededRows rows_;
  std::map<SideTable, SeededSideRows> side_rows_;
};

}  // namespace eventstore::load
