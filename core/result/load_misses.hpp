// What of a load run is not as it was asked for.
#pragma once

#include <span>
#include <vector>

#include "core/result/document.hpp"
#include "core/result/pull_request_misses.hpp"

namespace eventstore::result {

/// Adds violations, wrong counts, steps of which no request succeeded, and missed thresholds.
/// `before`: where the run of the same scenario before the change is, if anywhere.
void add_load_misses(const LoadResult& load, std::span<const ResultDocument> before,
                     std::vector<Miss>& misses);

}  // namespace eventstore::result
