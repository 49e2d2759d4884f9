// A load run as people read it in a terminal.
#pragma once

#include <string>

#include "core/result/load.hpp"
#include "core/tool/terminal.hpp"

namespace eventstore::load {

/// Phases, steps, thresholds, the books; the verdict last.
[[nodiscard]] std::string summary_text(const result::LoadResult& load, const Terminal& terminal);

}  // namespace eventstore::load
