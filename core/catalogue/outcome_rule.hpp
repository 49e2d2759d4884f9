// `@outcome version_conflict when constraint=NAME or affected=0`: which answer counts as what.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/message_pattern.hpp"
#include "core/catalogue/outcome.hpp"

namespace eventstore::catalogue {

/// `success=false`: a column of the first row that a step returns.
struct ColumnValue {
  std::string column;
  std::optional<std::string> value;  ///< As text; nothing is SQL's NULL.
  bool operator==(const ColumnValue&) const = default;
};

/// One line.  It matches when any of its conditions does; of several lines the first one wins.
struct OutcomeRule {
  Outcome outcome = Outcome::other_error;
  /// Conditions on an error.  A connection that was lost with it is no matter of rules.
  std::vector<std::string> constraints;
  std::vector<std::string> sqlstates;  ///< Five characters, or the two of a whole class.
  std::vector<MessagePattern> messages;
  /// Conditions on an answer without an error.
  std::optional<std::int64_t> affected;  ///< Rows inserted, updated, deleted or merged.
  std::optional<std::int64_t> rows;      ///< Rows returned.
  std::vector<ColumnValue> columns;
  int line = 0;

  [[nodiscard]] bool looks_at_errors() const {
    return !constraints.empty() || !sqlstates.empty() || !messages.empty();
  }
  [[nodiscard]] bool looks_at_rows() const { return rows || !columns.empty(); }
};

}  // namespace eventstore::catalogue
