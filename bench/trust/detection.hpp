// bench_trust detection: whether a delay that we make ourselves shows in the figures, as large as
// it is, and whether none shows where there is none.
#pragma once

#include "bench/trust/subcommand.hpp"

namespace eventstore::trust {

[[nodiscard]] Subcommand declare_detection(CLI::App& app);

}  // namespace eventstore::trust
