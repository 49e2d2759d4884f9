// --append: later events for a data set that is there.
#pragma once

#include "core/result/document.hpp"
#include "core/tool/exit_code.hpp"
#include "generator/options.hpp"

namespace eventstore::seed {

/// Adds `options.append` events in one transaction: they are there with their snapshots and in the
/// manifest, or the database is as it was.  Throws UsageError when the database holds no complete
/// data set of this version, or of another shape than the options name.
[[nodiscard]] ExitCode append_events(const Options& options, result::ResultDocument document);

}  // namespace eventstore::seed
