// Whether plans stay what they are when the table grows: the same cases at N events and at a
// fraction of N.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result/document.hpp"

namespace eventstore::explain {

/// What equal calls may read more at the larger size: a level more of each index, a page here and
/// there.  Of the smaller one's buffers, for each row as many.
inline constexpr double growth_factor = 2.0;
inline constexpr std::int64_t growth_buffers = 16;

/// Adds to each plan of `large` a finding: whether its buffers follow its rows, and not the table,
/// and whether it still reads its tables as in `small`.  A plan that does not fails.  Of a case
/// that was not executed at both sizes the reason says so.
void judge_growth(std::vector<result::PlanResult>& large,
                  const std::vector<result::PlanResult>& small, std::int64_t large_events,
                  std::int64_t small_events);

}  // namespace eventstore::explain
