// bench_trust rate: the load generator's open loop against `pgbench --rate`.
#pragma once

#include <CLI/CLI.hpp>

#include "bench/trust/subcommand.hpp"

namespace eventstore::trust {

[[nodiscard]] Subcommand declare_rate(CLI::App& app);

}  // namespace eventstore::trust
