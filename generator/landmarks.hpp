// What a data set holds that benchmarks ask for by name, found from the plan alone.
#pragma once

#include <span>

#include "core/dataset/manifest.hpp"
#include "generator/plan.hpp"

namespace eventstore::seed {

/// Fills in `subjects`, `tokens` and `tenants`.  `plans`: all of the data set, at least one.
void add_landmarks(dataset::Manifest& manifest, std::span<const Plan> plans);

}  // namespace eventstore::seed
