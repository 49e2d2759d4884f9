// What a run of seed-events makes on a server (--print-settings).
#pragma once

#include "core/pg/footprint.hpp"
#include "generator/options.hpp"

namespace eventstore::seed {

/// `applies`: with --apply.
[[nodiscard]] pg::Footprint footprint_of(const Options& options, bool applies);

}  // namespace eventstore::seed
