// Whether a plan keeps tenants apart: what one tenant costs must not grow with the others.
#pragma once

#include <optional>
#include <string>

#include "explain/complaint.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// What is wrong with how `table` is read, whose rows say their tenant in `column`.  A table that
/// the statement only writes to, or whose partitions were all pruned, is not read.  A partition may
/// have the condition in a filter that threw nothing away: it holds no other tenant.
/// By default, whoever names the column has it as index condition, or looks up one row at a time.
[[nodiscard]] std::optional<Complaint> tenant_complaint(const Plan& plan, const std::string& table,
                                                        const std::string& column, Asked asked);

}  // namespace eventstore::explain
