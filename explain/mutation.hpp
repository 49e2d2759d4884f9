// The negative control of the review: what no check notices is either not needed or not checked.
//
//     clone -> review -> each index gone: review -> who noticed -> dead weight, toothless lines
//                  \--> what fails: the index it lacks, built -> review -> gain and price
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/dataset/seeded_store.hpp"
#include "core/result/mutation.hpp"
#include "explain/plan_mode.hpp"
#include "explain/selection.hpp"

namespace eventstore::explain {

/// Throws Failure, which says what is missing: before a review that would be in vain.
void require_rights_to_mutate(const dataset::SeededStore& store);

/// Works in a disposable clone; nothing is changed in the data.  A statement that takes longer than
/// `most_ms` without its index counts as noticed.  Throws Failure.
[[nodiscard]] result::MutationResult mutate(const dataset::SeededStore& store,
                                            const std::vector<Selected>& cases,
                                            const std::vector<PlanMode>& modes, int most_ms);

/// For the console.  `is_whole`: all cases were reviewed, so that what nobody noticed means more.
[[nodiscard]] std::string mutation_text(const result::MutationResult& mutation, bool is_whole);

}  // namespace eventstore::explain
