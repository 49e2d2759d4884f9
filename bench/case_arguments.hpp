// The arguments of a measurement's threads.
#pragma once

#include <variant>
#include <vector>

#include "bench/case_measurement.hpp"
#include "core/cases/bound_case.hpp"
#include "core/dataset/seeded_store.hpp"

namespace eventstore::bench {

/// One for each thread; those of threads that write to existing aggregates have no aggregate in
/// common.  Every run of the same data has the same (but for the ids of what is new).  Throws as
/// BoundCase::bind does; `progress` must outlive what is returned.
[[nodiscard]] std::variant<std::vector<cases::BoundCase>, cases::NotApplicable> case_arguments(
    const CaseMeasurement& measurement, const dataset::SeededStore& store,
    cases::Progress& progress);

}  // namespace eventstore::bench
