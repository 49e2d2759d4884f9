// What a run of plan-review makes on a server (--print-settings).
#pragma once

#include "core/pg/footprint.hpp"
#include "explain/options.hpp"

namespace eventstore::explain {

/// Throws as select_cases.
[[nodiscard]] pg::Footprint footprint_of(const Options& options);

}  // namespace eventstore::explain
