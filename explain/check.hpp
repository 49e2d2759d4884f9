// Holds a plan against what its operation asks for (`@plan` lines).  Pure: values in, finding out.
#pragma once

#include "core/catalogue/plan_expectation.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/result/document.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// Whether the expectation can only be judged when the plan was executed.
[[nodiscard]] bool needs_execution(const catalogue::PlanExpectation& expectation);

/// Parts that were never executed count as well: what matters is how the plan would find its rows.
[[nodiscard]] result::Finding check(const catalogue::PlanExpectation& expectation, const Plan& plan,
                                    const catalogue::StoreProfile& store);

}  // namespace eventstore::explain
