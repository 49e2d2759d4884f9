// Whether a plan keeps tenants apart: what one tenant costs must not grow with the others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "explain/complaint.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// How much is asked for.
enum class TenantRule : std::uint8_t {
  always,   ///< A `@plan` line: some scan has the tenant's column, and each that has it by index.
  if_named  ///< Whoever names the column has it by index, or looks up one row at a time.
};

/// What is wrong with how `table` is read, whose rows say their tenant in `column`.  A table that
/// the statement only writes to, or whose partitions were all pruned, is not read.  A partition may
/// have the condition in a filter that threw nothing away: it holds no other tenant.
[[nodiscard]] std::optional<Complaint> tenant_complaint(const Plan& plan, const std::string& table,
                                                        const std::string& column, TenantRule rule);

}  // namespace eventstore::explain
