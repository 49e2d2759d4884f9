// Result documents as one Markdown report that can be attached to a pull request.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "core/result/document.hpp"
#include "core/result/sized_report.hpp"

namespace eventstore::result {

/// GitHub refuses comments of more than 65,536 characters.
inline constexpr std::size_t default_markdown_limit = 65'000;

/// Title with the overall verdict, one sentence about the plans, the plans worst first, what was
/// measured and where, seeding, latencies, legend.  Sections that no document has anything for are
/// left out; what matters least is left out, and named, where it does not fit.
[[nodiscard]] std::string markdown_report(std::span<const ResultDocument> documents,
                                          const ReportSize& size = {default_markdown_limit, {}});

}  // namespace eventstore::result
