// What a data set holds that benchmarks ask for by name, found from the plan alone.
#pragma once

#include "core/dataset/manifest.hpp"
#include "generator/plan.hpp"

namespace eventstore::seed {

/// Fills in `subjects`, `tokens` and `tenants`.
void add_landmarks(dataset::Manifest& manifest, const Plan& plan);

}  // namespace eventstore::seed
