// Result documents as one Markdown report that can be attached to a pull request.
#pragma once

#include <span>
#include <string>

#include "core/result/document.hpp"

namespace eventstore::result {

/// Title with the overall verdict, what was measured and where, seeding, latencies, plans, legend.
/// Sections that no document has anything for are left out.
[[nodiscard]] std::string markdown_report(std::span<const ResultDocument> documents);

}  // namespace eventstore::result
