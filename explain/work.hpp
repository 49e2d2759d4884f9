// Properties of what a plan did when it ran: how much it took, how far it was from the estimates.
#pragma once

#include <optional>
#include <string>

#include "core/catalogue/plan_expectation.hpp"
#include "explain/complaint.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// Of wal_bytes the images of full pages are left out, with the size of a page each: it is the
/// checkpoint before that makes them.
[[nodiscard]] std::optional<Complaint> limit_complaint(const catalogue::WorkLimit& limit,
                                                       const Plan& plan);

/// Nodes that were never executed are left out, those of at most 10 rows, planned and found, and
/// what stands below a Limit that may have ended it early.
[[nodiscard]] std::optional<Complaint> estimate_complaint(double factor, const Plan& plan);

/// By default a Function Scan may spill: it keeps rows that the statement was given, or a function
/// made, not what a better plan would not have.
[[nodiscard]] std::optional<Complaint> spill_complaint(const Plan& plan, Asked asked);

[[nodiscard]] std::optional<Complaint> trigger_complaint(const Plan& plan,
                                                         const std::string& table);

}  // namespace eventstore::explain
