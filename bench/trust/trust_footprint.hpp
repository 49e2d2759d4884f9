// What a run of bench_trust makes on a server (--print-settings).
#pragma once

#include <string>

#include "core/pg/footprint.hpp"

namespace eventstore::trust {

/// `command`: the name of a subcommand.  `database`: --database; empty where it has none.
[[nodiscard]] pg::Footprint footprint_of(const std::string& command, const std::string& database);

}  // namespace eventstore::trust
