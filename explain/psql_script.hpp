// A case as a script for psql: the statement, its arguments, and EXPLAIN.
#pragma once

#include <string>

#include "core/dataset/seeded_store.hpp"
#include "explain/options.hpp"

namespace eventstore::explain {

/// The script for `options.psql_case`, in the first of `options.modes()`; what it would write, it
/// rolls back.  Steps are explained one after another.
/// Throws UsageError for a case that does not exist or does not apply to the data.
[[nodiscard]] std::string psql_script(const dataset::SeededStore& store, const Options& options);

}  // namespace eventstore::explain
