// A review as GitHub's workflow commands, which show it at the lines that it is about.
#pragma once

#include <span>
#include <string>

#include "core/result/document.hpp"

namespace eventstore::result {

/// GitHub shows no more errors than this of one step, and as many warnings.
inline constexpr std::size_t annotations_shown = 10;

/// A line `::error file=...,line=...,title=...::message` for each expectation that is not met,
/// however many plans miss it, and for each regression; `::warning` for each plan that has changed.
/// Errors and warnings each at most `annotations_shown`, worst first; the last one says how many
/// more there are.
[[nodiscard]] std::string annotations(std::span<const PlanResult> plans);

}  // namespace eventstore::result
