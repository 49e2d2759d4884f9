// What a result says of a plan, whoever captured it.
#pragma once

#include "core/pg/partitions.hpp"
#include "core/result/document.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// Fills in the plan's text, signature, scans, indexes, rows, buffers, WAL and time.  Returns the
/// plan with its partitions named by the whole, as it is to be judged.
[[nodiscard]] Plan tell(result::PlanResult& result, Plan plan, const pg::PartitionParents& parents);

}  // namespace eventstore::explain
