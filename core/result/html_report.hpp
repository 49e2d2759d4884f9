// Result documents as one page that opens without a network.
#pragma once

#include <span>
#include <string>

#include "core/result/document.hpp"

namespace eventstore::result {

/// Verdict, every plan worst first with links, each plan with its findings, its signature before
/// and after, drawn by PEV2 when it is opened and as text; latencies; what was measured.  The page
/// carries all that it needs, and its policy forbids it to load anything.  In a build that has
/// nothing to draw with, plans are text.
[[nodiscard]] std::string html_report(std::span<const ResultDocument> documents);

}  // namespace eventstore::result
