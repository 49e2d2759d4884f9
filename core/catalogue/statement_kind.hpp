// What a statement's text says about what the statement does.
#pragma once

#include <string_view>

namespace eventstore::catalogue {

/// Whether the command of `sql`, or of a query in its WITH clause, is INSERT, UPDATE, DELETE or
/// MERGE.  Names, aliases, strings, comments and locking clauses decide nothing.  A function that
/// writes is not seen here: the server tells, in a read-only transaction.
[[nodiscard]] bool modifies_rows(std::string_view sql);

/// Whether the server answers with rows, though there may be none: a query, or a command that
/// modifies rows and has RETURNING.  False for what has no answer but its command tag.
[[nodiscard]] bool returns_rows(std::string_view sql);

}  // namespace eventstore::catalogue
