// What is found in many plans of one operation, told once: the same line is missed by several cases
// and modes.  Consoles and Markdown fold; JSON, JUnit XML, annotations and HTML have each plan.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/result/document.hpp"

namespace eventstore::result {

/// What was found, and the plans in which it was.
struct FoundIn {
  std::string found;  ///< In the first of them; others have other values in conditions.
  std::vector<const PlanResult*> plans;  ///< Most buffers first.
};

/// An expectation that plans of one operation and step do not meet.
struct FoldedFinding {
  std::string operation;       ///< With its step.
  Finding finding;             ///< Why, hint, file and line are the same for all.
  std::vector<FoundIn> found;  ///< Most buffers first.
};

/// The findings of all plans that fail; the operation whose failing plans touch most buffers first.
[[nodiscard]] std::vector<FoldedFinding> folded_findings(std::span<const PlanResult> plans);

/// Plans of one operation and step of which the same is to be said.
using SamePlans = std::vector<const PlanResult*>;

/// Those that have changed alike; worst first.
[[nodiscard]] std::vector<SamePlans> folded_changes(std::span<const PlanResult> plans);

/// Those with the same reason: not applicable, or judged in part; as they come.
[[nodiscard]] std::vector<SamePlans> folded_remarks(std::span<const PlanResult> plans);

/// "new_1 ... new_100, all modes; stale, custom and generic": where in `reviewed` these plans of
/// one operation and step are.  Four cases that follow each other are told by the first and the
/// last.
[[nodiscard]] std::string cases_and_modes(const SamePlans& plans,
                                          std::span<const PlanResult> reviewed);

/// "read_stream_batch/cold_tail, custom plan" of a single one, else "read_stream_batch, hot_middle
/// and cold_tail, all modes".
[[nodiscard]] std::string titles_of(const SamePlans& plans, std::span<const PlanResult> reviewed);

}  // namespace eventstore::result
