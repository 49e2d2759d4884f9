// The review itself: selected cases in, plans with findings out.
#pragma once

#include <string>
#include <vector>

#include "core/dataset/seeded_store.hpp"
#include "core/result/document.hpp"
#include "explain/options.hpp"
#include "explain/plan_mode.hpp"
#include "explain/selection.hpp"

namespace eventstore::explain {

/// A result for each step, mode and case; one for a case that does not apply.  Operations that
/// write are explained in a disposable clone, which is made only when one of them is selected.
/// What the server refuses is a finding.  Throws UsageError for the selection, Failure for
/// statements that cannot be prepared.
[[nodiscard]] std::vector<result::PlanResult> review(const dataset::SeededStore& store,
                                                     const std::vector<Selected>& cases,
                                                     const std::vector<PlanMode>& modes);

/// Reviews the same cases on a tenth of the events, which are seeded beside them and dropped, and
/// adds to `plans` what judge_growth() finds.  Throws UsageError where a tenth is nothing.
void review_growth(std::vector<result::PlanResult>& plans, const dataset::SeededStore& store,
                   const Options& options);

/// The same as review() for plans that auto_explain logged in `options.captured`: results, what was
/// read, and the exit code, in a document.  The database is asked for small tables and partitions
/// where `options` names it. Throws UsageError for a log that cannot be read, or has no plan.
void review_log(result::ResultDocument& document, const Options& options);

/// A statement that the server refused; an operation whose file is wrong; a plan that fails; one
/// that regressed against the baseline; one that is not comparable with it.  What has no check ends
/// nothing.
[[nodiscard]] ExitCode exit_code_of(const std::vector<result::PlanResult>& plans);

/// Writes the files that were asked for, and says where they are.
void write_files(const result::ResultDocument& document, const Options& options);

/// What a review found beside its plans.
struct Circumstance {
  std::vector<std::string> conditions;  ///< Of the data, as sentences.
  bool is_baseline_refused = false;     ///< It was to be written, and was not.
  bool is_baseline_of_others = false;   ///< It has none of the plans, so nothing was compared.
};

/// Sets the exit code, to which repetitions that were not as the first review add theirs, and
/// writes the files that were asked for, with the environment and the circumstances in them.
void finish(result::ResultDocument& document, const dataset::SeededStore& store,
            const Options& options, const Circumstance& circumstance);

}  // namespace eventstore::explain
