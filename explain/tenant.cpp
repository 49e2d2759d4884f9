#include "explain/tenant.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "explain/condition.hpp"
#include "explain/table_scan.hpp"

namespace eventstore::explain {

namespace {

/// Whether the rows that the node's index, or bitmap of indexes, finds are the tenant's alone.
bool finds_by(const PlanNode& node, const std::string& alias, const std::string& column) {
  const auto child_finds = [&](const PlanNode& child) { return finds_by(child, alias, column); };
  const auto begin = node.children.begin(), end = node.children.end();
  if (node.type == "BitmapOr") return std::all_of(begin, end, child_finds);
  if (node.type == "BitmapAnd" || node.type == "Bitmap Heap Scan") {
    return std::any_of(begin, end, child_finds);
  }
  return mentions(node.index_condition, alias, column);
}

/// A condition that costs nothing where it is.
bool is_harmless_filter(const PlanNode& scan, Asked asked) {
  const bool was_executed = scan.loops > 0.0;
  if (was_executed && !scan.partition.empty() && scan.removed_by_filter() < 0.5) return true;
  if (asked == Asked::by_line || scan.index.empty()) return false;
  return was_executed ? scan.rows_per_loop + scan.removed_by_filter_per_loop <= 1.0
                      : scan.planned_rows <= 1.0;
}

/// Whether it is right that the plan has no scan of the table.
bool needs_no_scan(const Plan& plan, const std::string& table) {
  bool without_scan = proves_empty(plan);
  for_each_node(plan.root, [&](const PlanNode& node) {
    const bool writes = node.type == "ModifyTable" && node.relation == table;
    without_scan = without_scan || writes || node.subplans_removed > 0;
  });
  return without_scan;
}

Complaint complaint_of(std::string found, const std::string& table, const std::string& column) {
  return {.found = std::move(found),
          .why = "one tenant pays for the rows of all others, and the more the larger they grow",
          .hint = fmt::format("an index of {} that begins with {} finds the tenant's rows alone",
                              table, column)};
}

}  // namespace

std::optional<Complaint> tenant_complaint(const Plan& plan, const std::string& table,
                                          const std::string& column, Asked asked) {
  const std::vector<TableScan> scans = scans_of(plan, table);
  bool has_condition = false;
  for (const TableScan& scan : scans) {
    const bool is_found = finds_by(*scan.scan, scan.scan->alias, column);
    has_condition = has_condition || is_found || scan.filters_by(column);
    if (is_found || !scan.filters_by(column) || is_harmless_filter(*scan.scan, asked)) continue;
    return complaint_of(describe(scan, {column}), table, column);
  }
  if (has_condition || asked == Asked::by_default) return std::nullopt;
  if (!scans.empty()) {
    return complaint_of(describe(scans.front(), {column}), table, column);
  }
  if (needs_no_scan(plan, table)) return std::nullopt;
  return complaint_of(fmt::format("no scan of {} in the plan", table), table, column);
}

}  // namespace eventstore::explain
