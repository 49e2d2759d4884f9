// A breaking point, drawn.
#pragma once

#include <string>

#include "core/result/breaking_point.hpp"

namespace eventstore::result {

/// The response time of each window over its rate, with the limit and what was asked for; empty
/// where there are no windows.
[[nodiscard]] std::string breaking_point_rate_chart(const BreakingPoint& point);

/// The closed loops, with what was fitted to them; empty where there are none.
[[nodiscard]] std::string scaling_chart(const LoadScaling& scaling);

}  // namespace eventstore::result
