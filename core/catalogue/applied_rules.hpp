// Which `@outcome` lines a step's answer is held against.
#pragma once

#include <cstddef>
#include <vector>

#include "core/catalogue/operation.hpp"

namespace eventstore::catalogue {

/// A line, and which of its conditions hold for a step.
struct AppliedRule {
  const OutcomeRule* rule = nullptr;
  bool takes_affected = false;
  bool takes_rows = false;  ///< `rows=N` and `COLUMN=VALUE`.
};

/// Those of the step in the order of the file, then those of the whole operation.  Of the latter,
/// conditions on errors hold for every step; `affected=N` for each step that modifies rows, unless
/// it is followed by another such step and its own `@rows` line allows N rows; `rows=N` and
/// `COLUMN=VALUE` for the last step that returns rows.  `operation` must outlive the result.
[[nodiscard]] std::vector<AppliedRule> rules_of_step(const Operation& operation, std::size_t step);

/// Whose conditions on errors COMMIT is held against: those of all steps, then those of the
/// operation.
[[nodiscard]] std::vector<AppliedRule> rules_of_commit(const Operation& operation);

/// Throws UsageError, "FILE:LINE: ...", for a condition that no answer can meet: on rows of a
/// statement that returns none, on modified rows where nothing writes, or one that an earlier line
/// of the same step, or of the whole operation, has already.
void check_outcome_rules(const Operation& operation);

}  // namespace eventstore::catalogue
