// bench_trust percentiles: whether the histogram's percentiles are those of the samples, and what
// recording a sample costs.  Needs no server.
#pragma once

#include "bench/trust/subcommand.hpp"

namespace eventstore::trust {

[[nodiscard]] Subcommand declare_percentiles(CLI::App& app);

}  // namespace eventstore::trust
