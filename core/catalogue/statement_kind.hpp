// What a statement's text says about what the statement does.
#pragma once

#include <string_view>

namespace eventstore::catalogue {

/// Whether the command of `sql`, or of a query in its WITH clause, is INSERT, UPDATE, DELETE or
/// MERGE.  Names, aliases, strings, comments and locking clauses decide nothing.  A function that
/// writes is not seen here: the server tells, in a read-only transaction.
[[nodiscard]] bool modifies_rows(std::string_view sql);

}  // namespace eventstore::catalogue
