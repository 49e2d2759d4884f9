// --database and --store, as every tool has them.
#pragma once

#include <CLI/CLI.hpp>

#include "core/dataset/seeded_store.hpp"

namespace eventstore::dataset {

void add_store_options(CLI::App& app, StoreOptions& options);

}  // namespace eventstore::dataset
