// Holds a plan against what its operation asks for (`@plan` lines).  Pure: values in, finding out.
#pragma once

#include "core/catalogue/plan_expectation.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/result/document.hpp"
#include "explain/complaint.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// Whether the expectation can only be judged when the plan was executed.
[[nodiscard]] bool needs_execution(const catalogue::PlanExpectation& expectation);

/// Whether the plan has the numbers for it: a plan that auto_explain logged may lack some.
[[nodiscard]] bool can_be_judged(const catalogue::PlanExpectation& expectation, const Plan& plan);

/// Parts that were never executed count as well: what matters is how the plan would find its rows.
/// The finding has the expectation's line; its file is left to the caller.
[[nodiscard]] result::Finding check(const catalogue::PlanExpectation& expectation, const Plan& plan,
                                    const catalogue::StoreProfile& store,
                                    Asked asked = Asked::by_line);

}  // namespace eventstore::explain
