// The jobs of seed-events.
#pragma once

#include "core/result/document.hpp"
#include "core/tool/exit_code.hpp"
#include "generator/options.hpp"

namespace eventstore::seed {

/// Prints what would be written; needs no server.
[[nodiscard]] ExitCode rehearse(const Options& options);

/// Fills the database.  `document` is completed and written where --out says so.  Throws UsageError
/// when the database may not be filled, Failure with the way on when it is left half filled.
[[nodiscard]] ExitCode seed_database(const Options& options, result::ResultDocument document);

}  // namespace eventstore::seed
