// Reads the conditions that EXPLAIN prints: `((tenant_key = $1) AND (d.sequence_number > 5))`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eventstore::explain {

/// A column as a condition names it.
struct ColumnName {
  std::string qualifier;  ///< The table's alias; empty where there is none.
  std::string name;       ///< Without quotes.
  bool operator==(const ColumnName&) const = default;
};

/// Every name in the condition that may be a column, in order: what stands in string literals, type
/// names after `::`, functions (a name before a parenthesis) and SQL's own words are left out.
[[nodiscard]] std::vector<ColumnName> columns_in(std::string_view condition);

/// Whether the condition of a scan under this alias mentions the column, as a whole name.
[[nodiscard]] bool mentions(std::string_view condition, std::string_view alias,
                            std::string_view column);

}  // namespace eventstore::explain
