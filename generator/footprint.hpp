// What a run of seed-events makes on a server (--print-settings).
#pragma once

#include "core/pg/footprint.hpp"
#include "generator/options.hpp"

namespace eventstore::seed {

[[nodiscard]] pg::Footprint footprint_of(const Options& options);

}  // namespace eventstore::seed
