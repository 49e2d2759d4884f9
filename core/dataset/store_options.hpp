// --database and --store, as every tool has them, and --allow-differences.
#pragma once

#include <CLI/CLI.hpp>

#include "core/dataset/seeded_store.hpp"

namespace eventstore::dataset {

void add_store_options(CLI::App& app, StoreOptions& options);

/// --allow-differences, for tools that judge.
void add_allow_differences(CLI::App& app, StoreOptions& options);

}  // namespace eventstore::dataset
