// How a plan reads one table: each scan with the index condition and the filter that apply to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "explain/plan_tree.hpp"

namespace eventstore::explain {

struct TableScan {
  const PlanNode* scan = nullptr;   ///< The node that reads the table and filters.
  const PlanNode* index = nullptr;  ///< The node that reads an index for it; null without one.

  /// Whether the index condition has the column.
  [[nodiscard]] bool finds_by(std::string_view column) const;
  [[nodiscard]] bool finds_by_all(const std::vector<std::string>& columns) const;
  /// Whether the filter has the column.
  [[nodiscard]] bool filters_by(std::string_view column) const;
};

/// The scans of `table`, in reading order; one for each Bitmap Index Scan of a Bitmap Heap Scan.
[[nodiscard]] std::vector<TableScan> scans_of(const Plan& plan, std::string_view table);

/// The planner saw that no row can be asked for, so that nothing is read at all.
[[nodiscard]] bool proves_empty(const Plan& plan);

/// The table that is scanned: "events", or "events (partition events_2)".
[[nodiscard]] std::string table_text(const PlanNode& scan);

/// "Index Scan using x has Index Cond (a > 1), while b stands only in its Filter, which removed
/// 59,000 rows to return 1,000: 59 removed for each one kept".
[[nodiscard]] std::string describe(const TableScan& scan, const std::vector<std::string>& columns);

/// "its Filter (b = 2) removed 59,000 rows to return 1,000: 59 removed for each one kept".
[[nodiscard]] std::string describe_removal(const PlanNode& scan);

}  // namespace eventstore::explain
