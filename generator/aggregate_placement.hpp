// When the aggregates of a plan live, and which of them set others off.
#pragma once

#include "generator/plan.hpp"

namespace eventstore::seed {

/// Gives each aggregate its time, as the shape's interleaving asks, and sorts them by it.
void place_in_time(Plan& plan);

/// Numbers those without earlier events from `first` on, by start, and gives about a third of them
/// a parent: an aggregate of the same tenant that started shortly before.  Chains of parents are
/// short.
void number_new_aggregates(Plan& plan, std::uint32_t first);

}  // namespace eventstore::seed
