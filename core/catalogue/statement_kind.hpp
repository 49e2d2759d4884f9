// What a statement's text says about what the statement does.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace eventstore::catalogue {

/// Whether the command of `sql`, or of a query in its WITH clause, is INSERT, UPDATE, DELETE or
/// MERGE.  Names, aliases, strings, comments and locking clauses decide nothing.  A function that
/// writes is not seen here: the server tells, in a read-only transaction.
[[nodiscard]] bool modifies_rows(std::string_view sql);

/// Whether it makes a table or another object: CREATE, or SELECT ... INTO.  EXPLAIN executes such a
/// statement in a read-only transaction, and does not complain.
[[nodiscard]] bool makes_objects(std::string_view sql);

/// Whether it may make something that CREATE INDEX can name: a table, a function, an extension.
[[nodiscard]] bool makes_what_indexes_need(std::string_view sql);

/// Whether it begins, ends or divides a transaction: BEGIN, COMMIT, SAVEPOINT, PREPARE TRANSACTION.
[[nodiscard]] bool controls_transaction(std::string_view sql);

/// Says why no operation can have such a step, and what to write instead; nothing for all others.
[[nodiscard]] std::optional<std::string> why_no_step(std::string_view sql);

/// Whether the server answers with rows, though there may be none: a query, or a command that
/// modifies rows and has RETURNING.  False for what has no answer but its command tag.
[[nodiscard]] bool returns_rows(std::string_view sql);

}  // namespace eventstore::catalogue
