// What grows during a run: memory, the size of the stored events, response times.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "bench/load/scenario.hpp"
#include "core/result/load.hpp"

namespace eventstore::load {

/// The longest judged phase whose load does not change; nothing where there is none.  A ramp's
/// response times grow because the load does.
[[nodiscard]] std::optional<std::size_t> steady_phase(const Scenario& scenario);

/// Of memory, bytes an event and p95 in that phase; series of which nothing is known are left out.
[[nodiscard]] std::vector<result::LoadTrend> trends_of(const Scenario& scenario,
                                                       const result::LoadResult& load);

}  // namespace eventstore::load
