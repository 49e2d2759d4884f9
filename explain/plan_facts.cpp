#include "explain/plan_facts.hpp"

#include <cmath>

#include "core/tool/numbers.hpp"
#include "explain/partitions.hpp"
#include "explain/plan_text.hpp"
#include "explain/signature.hpp"

namespace eventstore::explain {

Plan tell(result::PlanResult& result, Plan plan, const pg::PartitionParents& parents) {
  result.plan_text = plan_text(plan);  // With the names that EXPLAIN has.
  name_by_whole(plan, parents);
  result.signature = signature_of(plan);
  result.analyzed = plan.analyzed;
  result.scan = scan_kinds(plan);
  result.index = index_names(plan);
  result.rows = count_from(plan.rows());
  result.buffers = plan.buffers();
  result.wal_bytes = plan.root.wal_bytes;
  result.milliseconds = plan.execution_ms;
  return plan;
}

}  // namespace eventstore::explain
