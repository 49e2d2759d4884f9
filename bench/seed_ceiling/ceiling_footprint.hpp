// What a run of seed_ceiling makes on a server (--print-settings).
#pragma once

#include <string>

#include "core/pg/footprint.hpp"

namespace eventstore::ceiling {

/// `compares_others`: with --others.
[[nodiscard]] pg::Footprint footprint_of(const std::string& store, const std::string& database,
                                         bool compares_others);

}  // namespace eventstore::ceiling
