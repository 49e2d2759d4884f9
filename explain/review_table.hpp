// A review as a terminal shows it.
#pragma once

#include <string>
#include <vector>

#include "core/result/document.hpp"
#include "core/tool/terminal.hpp"
#include "explain/selection.hpp"

namespace eventstore::explain {

/// One table, then every finding of the plans that failed, what does not apply and why, and a last
/// line with the counts.
[[nodiscard]] std::string review_text(const std::vector<result::PlanResult>& plans,
                                      const Terminal& terminal);

/// operation/case, a line for each, with the operation's question before its first.
[[nodiscard]] std::string list_text(const std::vector<Selected>& cases);

}  // namespace eventstore::explain
