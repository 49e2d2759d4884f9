// Constraints and indexes that operations rely on by name.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/store_objects.hpp"

namespace eventstore::seed {

/// The first `@outcome` line that names the constraint or index, as
/// "reference/operations/append_events.sql:23"; empty where none does.
[[nodiscard]] std::string outcome_line_naming(const catalogue::Catalogue& catalogue,
                                              const dataset::StoreObject& object);

/// Of those that an `@outcome` line names, a sentence for each: what would be lost, and the line.
/// An index that a constraint of `objects` has is left out.
[[nodiscard]] std::vector<std::string> losses_of_outcomes(
    const catalogue::Catalogue& catalogue, const std::vector<dataset::StoreObject>& objects);

}  // namespace eventstore::seed
