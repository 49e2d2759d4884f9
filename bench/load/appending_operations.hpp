// Which operations of a scenario store events, and what they are given.
#pragma once

#include <string>
#include <vector>

#include "bench/load/event_content.hpp"
#include "bench/load/scenario.hpp"
#include "bench/load/stored_events.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/dataset/seeded_store.hpp"

namespace eventstore::load {

/// The operation that `append` steps call; nothing where the store has none.
[[nodiscard]] const catalogue::Operation* append_operation(const catalogue::Catalogue& catalogue);

/// Whether it takes the ids of the events that it stores, so that each of them is known.
[[nodiscard]] bool takes_event_ids(const catalogue::Operation& operation);

/// Those of the scenario's steps that take the ids of their events.
[[nodiscard]] std::vector<const catalogue::Operation*> appending_operations(
    const Scenario& scenario, const catalogue::Catalogue& catalogue);

/// The called operations that write and take no ids, so that they may store events that nobody
/// knows, as "a, b"; empty where there are none.  One that stores a snapshot is none.
[[nodiscard]] std::string unknown_writers(const Scenario& scenario,
                                          const catalogue::Catalogue& catalogue);

/// The called operations whose statements update or delete events, likewise.
[[nodiscard]] std::string event_changers(const Scenario& scenario,
                                         const catalogue::Catalogue& catalogue);

/// Those that may add, change or delete tenants, by their statements or by functions they call.
[[nodiscard]] std::string tenant_changers(const Scenario& scenario,
                                          const catalogue::Catalogue& catalogue);

/// Those that may change or delete snapshots, likewise; one that stores a newer one does not.
[[nodiscard]] std::string snapshot_changers(const Scenario& scenario,
                                            const catalogue::Catalogue& catalogue);

[[nodiscard]] AppendedRun appended_run(const Scenario& scenario, const dataset::SeededStore& store);

}  // namespace eventstore::load
