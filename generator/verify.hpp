// Reads a data set back and proves it against its manifest.
#pragma once

#include "core/tool/exit_code.hpp"
#include "core/tool/progress.hpp"
#include "generator/options.hpp"

namespace eventstore::seed {

/// Prints what it checks, check by check, and stops at the first thing that is wrong.  Returns
/// success or oracle_failed.  Throws UsageError when there is no complete data set of the store.
/// Memory: 46 octets per event, some 70 per aggregate and 300 per snapshot.
[[nodiscard]] ExitCode verify_data_set(const Options& options);

}  // namespace eventstore::seed
