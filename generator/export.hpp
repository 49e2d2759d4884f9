// A data set as files that psql loads, instead of in a database.
#pragma once

#include "core/tool/exit_code.hpp"
#include "generator/options.hpp"

namespace eventstore::seed {

/// Writes the rows that seeding would write, in the order of their positions, in `options.format`
/// to `options.output`.  The server only tells which columns there are.  Throws UsageError for a
/// file that is there already, Failure when one cannot be written; then none of them is left.
[[nodiscard]] ExitCode export_data_set(const Options& options);

}  // namespace eventstore::seed
