// Columns that `@plan` lines name, held against the tables as they are.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/operation.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/pg/database.hpp"
#include "explain/selection.hpp"

namespace eventstore::explain {

/// What is wrong with the columns that a line names, of a table that has `columns`; empty when
/// nothing is, or when the table is not known, so that it has none.
[[nodiscard]] std::string column_complaint(const catalogue::PlanExpectation& expectation,
                                           const catalogue::StoreProfile& store,
                                           const std::vector<std::string>& columns);

/// Looks at every line of the cases' operations.  A statement with such a line may be sound, so
/// that nobody else would say it.  Throws UsageError, "FILE:LINE: what is wrong".
void check_line_columns(const pg::Database& database, const catalogue::StoreProfile& store,
                        const std::vector<Selected>& cases);

}  // namespace eventstore::explain
