// What the engine's pool of sessions promises, counted: its limit, whole lives, a shutdown under
// work, and outcomes.
#pragma once

#include <cstdint>

#include "bench/load/scenario.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/result/load.hpp"

namespace eventstore::load {

/// `scenario` has `sessions`.  Only reads, from the seeded database.  Throws Failure when the
/// server has no room for so many connections.
[[nodiscard]] result::LoadResult check_sessions(const Scenario& scenario,
                                                const dataset::SeededStore& store,
                                                std::uint64_t seed);

}  // namespace eventstore::load
