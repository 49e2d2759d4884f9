#include "explain/table_scan.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"
#include "core/tool/text_lines.hpp"
#include "explain/condition.hpp"

namespace eventstore::explain {

namespace {

void add_bitmap_scans(const PlanNode& node, const PlanNode& heap, std::vector<TableScan>& scans) {
  for (const PlanNode& child : node.children) {
    if (child.type == "Bitmap Index Scan") {
      scans.push_back({.scan = &heap, .index = &child});
    } else if (child.type == "BitmapAnd" || child.type == "BitmapOr") {
      add_bitmap_scans(child, heap, scans);
    }
  }
}

std::int64_t whole(double rows) {
  return count_from(rows);
}

/// "which removed 59,000 rows to return 1,000: 59 removed for each one kept"; empty when nothing
/// was.
std::string removal(const PlanNode& scan) {
  const double removed = scan.removed_by_filter();
  if (removed < 0.5) return {};
  std::string text = fmt::format("removed {} to return {}", counted(whole(removed), "row"),
                                 grouped(whole(scan.rows())));
  if (scan.rows() >= 0.5) {
    text += fmt::format(": {} removed for each one kept", quantity_text(removed / scan.rows()));
  }
  return text;
}

std::string access_of(const TableScan& scan) {
  if (scan.index == nullptr) {
    return fmt::format("{} of {} uses no index", scan.scan->type, table_text(*scan.scan));
  }
  const PlanNode& index = *scan.index;
  const std::string condition = index.index_condition.empty()
                                    ? "has no Index Cond and walks the whole index"
                                    : "has Index Cond " + index.index_condition;
  const std::string& partition = scan.scan->partition;
  return fmt::format("{} using {}{} {}", index.type, index.index,
                     partition.empty() ? "" : " of partition " + partition, condition);
}

}  // namespace

bool TableScan::finds_by(std::string_view column) const {
  return index != nullptr && mentions(index->index_condition, scan->alias, column);
}

bool TableScan::finds_by_all(const std::vector<std::string>& columns) const {
  return std::all_of(columns.begin(), columns.end(),
                     [this](const std::string& column) { return finds_by(column); });
}

bool TableScan::filters_by(std::string_view column) const {
  return mentions(scan->filter, scan->alias, column);
}

std::vector<TableScan> scans_of(const Plan& plan, std::string_view table) {
  std::vector<TableScan> scans;
  for_each_node(plan.root, [&](const PlanNode& node) {
    if (!scans_table(node) || node.relation != table) return;
    if (node.type == "Bitmap Heap Scan") {
      add_bitmap_scans(node, node, scans);
    } else {
      scans.push_back({.scan = &node, .index = node.index.empty() ? nullptr : &node});
    }
  });
  return scans;
}

bool proves_empty(const Plan& plan) {
  bool proven = false;
  for_each_node(plan.root, [&proven](const PlanNode& node) {
    proven = proven || (node.type == "Result" && node.one_time_filter == "false");
  });
  return proven;
}

std::string table_text(const PlanNode& scan) {
  if (scan.partition.empty()) return scan.relation;
  return fmt::format("{} (partition {})", scan.relation, scan.partition);
}

std::string describe_removal(const PlanNode& scan) {
  const std::string removed = removal(scan);
  return fmt::format("its Filter {}{}{}", scan.filter, removed.empty() ? "" : " ", removed);
}

std::string describe(const TableScan& scan, const std::vector<std::string>& columns) {
  std::vector<std::string> filtered;
  std::vector<std::string> absent;
  for (const std::string& column : columns) {
    if (scan.finds_by(column)) continue;
    (scan.filters_by(column) ? filtered : absent).push_back(column);
  }
  std::string text = access_of(scan);
  if (!filtered.empty()) {
    const std::string removed = removal(*scan.scan);
    text += fmt::format(", while {} {} only in its Filter{}{}", enumerated(filtered),
                        filtered.size() == 1 ? "stands" : "stand",
                        removed.empty() ? "" : ", which ", removed);
  }
  if (!absent.empty()) {
    text += fmt::format("{} {} in no condition of it", filtered.empty() ? ", while" : ";",
                        enumerated(absent) + (absent.size() == 1 ? " stands" : " stand"));
  }
  return text;
}

}  // namespace eventstore::explain
