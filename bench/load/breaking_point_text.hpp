// A breaking point as people read it in a terminal.
#pragma once

#include <string>

#include "core/result/breaking_point.hpp"
#include "core/tool/bars.hpp"
#include "core/tool/terminal.hpp"

namespace eventstore::load {

/// The curve, what limits it, how it scales, the books; the verdict last.
[[nodiscard]] std::string summary_text(const result::BreakingPoint& point, const Terminal& terminal,
                                       BarStyle style);

}  // namespace eventstore::load
