// One `@plan` line of an operation: a property that every plan of it must have.
// Properties, not names: tied costs change names after every ANALYZE.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace eventstore::catalogue {

/// `index_cond(events: tenant_key, transaction_id)`: a scan of the table finds its rows by one
/// index condition on all of these columns; no scan of it has all of them and leaves one to its
/// filter; and none goes through the table without an index.  A statement may so scan a table for
/// two purposes, with one line for each.
struct IndexCondition {
  std::string table;                 ///< A role of store.toml or a table's own name.
  std::vector<std::string> columns;  ///< The table's own column names.
};

/// `never sort`, `never seq_scan(events)`, `never filter(events)`.
struct Never {
  enum class What : std::uint8_t { sort, seq_scan, filter };
  What what = What::sort;
  std::string table;  ///< Empty for sort.
};

/// `buffers <= 20 + 2 * rows`: shared buffers hit and read by the whole statement, where `rows` is
/// the rows it returned or wrote.
struct BufferLimit {
  double constant = 0.0;
  double per_row = 0.0;
};

struct PlanExpectation {
  std::variant<IndexCondition, Never, BufferLimit> property;
  std::string text;  ///< As written, for reports.
  int line = 0;
};

}  // namespace eventstore::catalogue
