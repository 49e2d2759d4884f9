// What the workers of a run share.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "bench/load/event_ledger.hpp"
#include "bench/load/pulled_sample.hpp"
#include "bench/load/records.hpp"
#include "bench/load/scenario.hpp"
#include "bench/load/seeded_data.hpp"
#include "bench/load/stored_events.hpp"
#include "bench/load/tenants.hpp"
#include "bench/load/violations.hpp"
#include "bench/load/writing.hpp"
#include "core/cases/bound_case.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/pg/database.hpp"

namespace eventstore::load {

struct RunState {
  /// `scenario`, `store` and `database` must outlive it.  `run` makes ids of this run new; the
  /// same `seed` makes the same requests.  Throws UsageError when the data do not hold what the
  /// scenario asks for.
  RunState(const Scenario& scenario_of, const dataset::SeededStore& store_of,
           const pg::Database& database_of, std::uint64_t seed_of, std::uint64_t run);

  const Scenario& scenario;
  const dataset::SeededStore& store;
  const pg::Database& database;  ///< That is written to.
  pg::SessionUse session_use;    ///< Of its workers: read only where no step writes.
  std::uint64_t seed;
  AppendedRun appended;
  EventLedger ledger;
  Writing writing;
  Violations violations;
  PulledSample pulled;
  Records records;
  std::vector<TenantChoice> tenants;                ///< Of each population.
  std::vector<std::deque<SharedAggregate>> shared;  ///< Likewise.
  cases::Progress progress;
  std::optional<SeededData> seeded;  ///< Where the scenario writes, from open_books on.
  std::optional<std::chrono::milliseconds> plans_from;  ///< Plans of what takes so long are logged.
};

}  // namespace eventstore::load
