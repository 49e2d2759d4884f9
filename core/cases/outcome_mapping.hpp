// What an answer of the server means for a call: the table of SQLSTATEs and `@outcome` lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/applied_rules.hpp"
#include "core/catalogue/operation.hpp"
#include "core/pg/partitions.hpp"
#include "core/pg/reply.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::cases {

/// An answer without an error.
struct Answer {
  std::optional<std::int64_t> affected;  ///< This and what follows: nothing where not known.
  std::optional<std::int64_t> rows;      ///< Returned.
  const pg::Reply* first_row = nullptr;  ///< Whose row 0 is the first one; null when there is none.
};

/// What the lines of a step say of an answer.
struct Ruling {
  Outcome outcome = Outcome::ok;
  std::string reason;     ///< "affected 0 rows", "returned success = false"; empty without a match.
  std::size_t order = 0;  ///< Of the line that matched, from 0.
};

class OutcomeMapping {
 public:
  /// Reads from the server which constraints belong to partitions, where a line names any.
  /// `operation` must outlive it.  Throws Failure.
  OutcomeMapping(pg::Wire& wire, const catalogue::Operation& operation);

  /// Of an error of the step, where one failed, else of BEGIN; `is_connected`: the session goes on.
  [[nodiscard]] Outcome of_error(std::optional<std::size_t> step, const pg::Reply& reply,
                                 bool is_connected) const;
  [[nodiscard]] Outcome of_failed_commit(const pg::Reply& reply, bool is_connected) const;

  /// Of an answer of the step without an error.
  [[nodiscard]] Ruling of_answer(std::size_t step, const Answer& answer) const;

  /// Whether a line looks at the rows that the step returns.
  [[nodiscard]] bool looks_at_rows(std::size_t step) const;

 private:
  using Rules = std::vector<catalogue::AppliedRule>;
  [[nodiscard]] Outcome of_error(const Rules& rules, const pg::Reply& reply,
                                 bool is_connected) const;
  [[nodiscard]] bool matches(const catalogue::OutcomeRule& rule, const pg::Reply& error) const;

  std::vector<Rules> of_steps_;
  Rules of_commit_;
  pg::PartitionParents partition_parents_;  ///< Read only where an outcome names a constraint.
};

/// Throws UsageError, "FILE:LINE: ...", where an `@outcome` line names a column that its step does
/// not return, or a value that the column cannot have.  The operation must be prepared on `wire`.
void check_outcome_columns(pg::Wire& wire, const catalogue::Operation& operation);

}  // namespace eventstore::cases
