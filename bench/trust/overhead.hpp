// bench_trust overhead: what the harness adds to a call of libpq, with pgbench and libpqxx beside
// it.
#pragma once

#include "bench/trust/subcommand.hpp"

namespace eventstore::trust {

[[nodiscard]] Subcommand declare_overhead(CLI::App& app);

}  // namespace eventstore::trust
