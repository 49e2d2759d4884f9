// Regressions that the store's accepted.toml accepts: they pass, and every report lists them.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/accepted_changes.hpp"
#include "core/result/document.hpp"
#include "explain/baseline.hpp"

namespace eventstore::explain {

/// What of the store was reviewed.
struct ReviewScope {
  bool has_all_cases = true;
  bool has_all_modes = true;
};

/// Makes each regressed plan an accepted one where all that is worse is within a limit; where it is
/// above, the change says so.  A line about a case of its own goes before one about each.  Returns
/// notes on lines that no compared plan needs, as far as no plan out of scope can need them.  A
/// plan that fails stays as it is.
[[nodiscard]] std::vector<std::string> accept_changes(
    std::vector<result::PlanResult>& plans, const BaselineComparison& comparison,
    const std::vector<catalogue::AcceptedChange>& accepted, const ReviewScope& scope = {});

/// How many plans differ from the baseline, and how many of them are accepted: "24 differ, all
/// accepted in accepted.toml".
[[nodiscard]] std::string differences_text(const std::vector<result::PlanResult>& plans);

}  // namespace eventstore::explain
