// Two stores side by side: the calls that each makes in a second, in rounds that alternate.
#pragma once

#include "bench/trust/subcommand.hpp"

namespace eventstore::trust {

/// `stores`: how many times the calls per second of another store one store makes, case by case,
/// over the same events.
[[nodiscard]] Subcommand declare_stores(CLI::App& app);

}  // namespace eventstore::trust
