// What is said of the tracking processors of a load run.
#pragma once

#include "core/result/load_tables.hpp"

namespace eventstore::result {

/// How soon they saw what was acknowledged, by phase; without rows where there were none.
[[nodiscard]] LoadTable visibility_table(const LoadResult& load);

/// A row for each.
[[nodiscard]] LoadTable processor_table(const LoadResult& load);

/// How many, how they follow, and how far behind they were.
[[nodiscard]] LoadSentence processor_fact(const LoadProcessors& processors);

}  // namespace eventstore::result
