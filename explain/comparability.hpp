// Which comparisons with a baseline the state of the data forbids.
#pragma once

#include <string>
#include <vector>

#include "core/dataset/table_state.hpp"
#include "core/result/document.hpp"

namespace eventstore::explain {

/// Whether the plan, or the one that it has replaced, goes by what `conditions` puts in doubt: an
/// index-only scan of a table that hides pages, any scan of a table with dead rows or old
/// statistics.
[[nodiscard]] bool depends_on(const result::PlanResult& plan,
                              const dataset::DataConditions& conditions);

/// Makes changes of plans that depend on the conditions not comparable.  What such a plan fails in
/// by itself stays a failure.
void mark_not_comparable(std::vector<result::PlanResult>& plans,
                         const dataset::DataConditions& conditions);

}  // namespace eventstore::explain
