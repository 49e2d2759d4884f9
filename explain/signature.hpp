// A plan reduced to what matters: how each table is found, sorted and joined.  Names of indexes,
// costs and literals are left out, so that a signature is the same after every ANALYZE.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// One line for each node, indented by two blanks for each level:
///
///     Limit
///       Index Scan of domain_events by (tenant_key, transaction_id)
///       Seq Scan of domain_events filter (tenant_key)
///
/// A check for NULL is no column that rows are found by.  A Bitmap Heap Scan stands for the index
/// scans below it.  Of the parts of an Append that look the same there is one, so that a table may
/// get another partition.
[[nodiscard]] std::string signature_of(const Plan& plan);

/// How one table is read, all its scans together.
struct TableAccess {
  std::set<std::string> found_by;  ///< Columns in index conditions.
  std::set<std::string> filtered;  ///< Columns in filters.
  /// By a scan without any index condition; but the first rows of an index are not the whole.
  bool from_end_to_end = false;
  bool operator==(const TableAccess&) const = default;
};

/// What a signature says of each table, by its name.
[[nodiscard]] std::map<std::string, TableAccess> accesses_in(std::string_view signature);

}  // namespace eventstore::explain
