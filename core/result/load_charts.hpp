// A load run over its time, drawn.
#pragma once

#include <string>

#include "core/result/load.hpp"

namespace eventstore::result {

/// Rate, p95, backlog and, where there are processors, their lag; empty for runs of fewer than two
/// moments.
[[nodiscard]] std::string load_charts(const LoadResult& load);

/// Cores, disk, memory and sizes as far as they are known; empty where nothing is.
[[nodiscard]] std::string observation_charts(const LoadResult& load);

}  // namespace eventstore::result
