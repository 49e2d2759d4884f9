// Whether plans stay what they are when statistics are taken anew: a sample is taken each time, and
// a plan that hangs on it changes some day in production, without a release.
#pragma once

#include <string>
#include <vector>

#include "core/dataset/seeded_store.hpp"
#include "core/result/document.hpp"
#include "core/result/stability.hpp"
#include "core/tool/terminal.hpp"
#include "explain/plan_mode.hpp"
#include "explain/selection.hpp"

namespace eventstore::explain {

/// Reviews `repetitions` times, each time after a fresh ANALYZE in a disposable clone, and holds
/// each review against `first`; nothing is changed in the data.  Says on stdout how far it is.
/// Throws Failure, and Interrupted after a signal.
[[nodiscard]] result::StabilityResult repeat_review(const std::vector<result::PlanResult>& first,
                                                    const dataset::SeededStore& store,
                                                    const std::vector<Selected>& cases,
                                                    const std::vector<PlanMode>& modes,
                                                    int repetitions);

/// Holds review number `repetition` against the first: what change_between() tells is a difference,
/// and another signature of which it tells nothing is a tie.  Both have the same plans in the same
/// order.
void compare_repetition(result::StabilityResult& stability,
                        const std::vector<result::PlanResult>& first,
                        const std::vector<result::PlanResult>& again, int repetition);

/// For the console.
[[nodiscard]] std::string stability_text(const result::StabilityResult& stability,
                                         const Terminal& terminal);

}  // namespace eventstore::explain
