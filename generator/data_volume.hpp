// How many events, octets and index entries a plan comes to.
#pragma once

#include "core/catalogue/catalogue.hpp"
#include "generator/disk_space.hpp"
#include "generator/plan.hpp"

namespace eventstore::seed {

/// From the plan and a sample of its events and snapshots: takes milliseconds at any size, and the
/// same plan gives the same numbers.
[[nodiscard]] DataVolume data_volume(const Plan& plan, const catalogue::Catalogue& catalogue);

}  // namespace eventstore::seed
