// Whether a data set that the manifest calls complete is there at all, as far as a few look-ups
// tell: what --verify proves takes minutes.
#pragma once

#include <span>
#include <string>

#include "generator/row_intake.hpp"
#include "generator/seed_target.hpp"

namespace eventstore::seed {

/// The first index of the store's scripts that is not there, or not valid.
[[nodiscard]] Complaint check_indexes(SeedTarget& target, const dataset::Manifest& manifest);

/// Throws DamagedData, naming what is missing and the ways on, unless every table of the manifest
/// is there, with its first and its last event, something in each other table that was filled, and
/// all indexes.  Throws UsageError where the search path finds other tables.
void require_presence(SeedTarget& target, const dataset::Manifest& manifest);

}  // namespace eventstore::seed
