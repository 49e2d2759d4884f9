// After a run: are the events in the store those that were acknowledged?
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/load/event_ledger.hpp"
#include "bench/load/stored_order.hpp"
#include "bench/load/violations.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/engine/stored_event.hpp"

namespace eventstore::load {

struct StoredCounts {
  std::uint64_t stored = 0;        ///< Rows that were not there when the run began.
  std::uint64_t acknowledged = 0;  ///< Of the ledger.
  std::uint64_t refused = 0;
  std::uint64_t in_doubt = 0;
  std::uint64_t in_doubt_stored = 0;  ///< Of these.
  std::uint64_t unknown = 0;          ///< Stored by calls that take no ids.
  std::uint64_t aggregates = 0;       ///< That were appended to.
};

/// What those who append in a run are given, and where it began.
struct AppendedRun {
  std::int64_t last_seeded = 0;      ///< Position.
  std::int64_t began_us = 0;         ///< By the server's clock, since 1970.
  std::int64_t ended_us = 0;         ///< Likewise; nobody writes any more.
  bool gives_stream_ids = false;     ///< Every append of the run takes aggregate.stream_id,
  bool gives_expected = false;       ///< and the version that it expects,
  bool gives_timestamps = false;     ///< and events.timestamps.
  bool has_unknown_writers = false;  ///< Some calls may store events and take no ids.
  /// Of seeded aggregates that a call may append to, by aggregate_hash.
  std::unordered_map<std::uint64_t, std::int64_t> known_versions;
};

/// Is given each row that was not there when the run began.
class StoredEventsCheck {
 public:
  /// All must outlive it.
  StoredEventsCheck(const catalogue::StoreProfile& store, const EventLedger& ledger,
                    const AppendedRun& run, Violations& violations);

  void see(const engine::StoredEvent& event);

  /// Whether this run appended an event with this id.
  [[nodiscard]] bool knows(const engine::StoredEvent& event) const {
    return ledger_.number_of(event.event_id).has_value();
  }

  /// The ends of the ids of events that were acknowledged and not seen, up to so many.
  [[nodiscard]] std::vector<std::string> missing(std::size_t max) const;

  [[nodiscard]] StoredCounts finish();

 private:
  void report(Violation violation, const engine::StoredEvent& event, const std::string& what);
  void see_known(const engine::StoredEvent& event, const std::string& tenant, std::uint64_t number);
  void check_derived(const engine::StoredEvent& event);
  void check_time(const engine::StoredEvent& event);
  void check_place(const engine::StoredEvent& event);
  void count(std::uint64_t number);

  const catalogue::StoreProfile& store_;
  const EventLedger& ledger_;
  const AppendedRun& run_;
  Violations& violations_;
  const bool by_transaction_;
  NumberSet seen_;
  StoredCounts counts_;
  StoredOrder order_;
};

}  // namespace eventstore::load
