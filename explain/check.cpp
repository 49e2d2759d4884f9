#include "explain/check.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"
#include "explain/table_scan.hpp"

namespace eventstore::explain {

using catalogue::BufferLimit;
using catalogue::IndexCondition;
using catalogue::Never;

namespace {

/// What is wrong with a plan; nothing when it is as it was asked for.
struct Complaint {
  std::string found;
  std::string hint;
};

/// The planner saw that no row can be asked for, so that nothing is read at all.
bool proves_empty(const Plan& plan) {
  bool proven = false;
  for_each_node(plan.root, [&proven](const PlanNode& node) {
    proven = proven || (node.type == "Result" && node.one_time_filter == "false");
  });
  return proven;
}

/// A scan that has all the columns in its conditions, but not all of them in its index condition.
bool leaves_to_filter(const TableScan& scan, const std::vector<std::string>& columns) {
  return !scan.finds_by_all(columns) &&
         std::all_of(columns.begin(), columns.end(), [&scan](const std::string& column) {
           return scan.finds_by(column) || scan.filters_by(column);
         });
}

/// The scan that the complaint is about; null when the condition is met.
const TableScan* offender(const std::vector<TableScan>& scans, const IndexCondition& wanted) {
  const auto bad = std::find_if(scans.begin(), scans.end(), [&](const TableScan& scan) {
    return scan.index == nullptr || leaves_to_filter(scan, wanted.columns);
  });
  if (bad != scans.end()) return &*bad;
  const bool met = std::any_of(scans.begin(), scans.end(), [&](const TableScan& scan) {
    return scan.finds_by_all(wanted.columns);
  });
  if (met) return nullptr;
  const auto columns_found = [&wanted](const TableScan& scan) {
    return std::count_if(wanted.columns.begin(), wanted.columns.end(),
                         [&scan](const std::string& column) { return scan.finds_by(column); });
  };
  return &*std::max_element(scans.begin(), scans.end(),
                            [&](auto& a, auto& b) { return columns_found(a) < columns_found(b); });
}

std::optional<Complaint> complaint(const IndexCondition& wanted, const Plan& plan,
                                   const catalogue::StoreProfile& store) {
  const std::string table = store.table_of(wanted.table);
  const std::vector<TableScan> scans = scans_of(plan, table);
  if (scans.empty()) {
    if (proves_empty(plan)) return std::nullopt;
    return Complaint{fmt::format("no scan of {} in the plan", table),
                     "does the statement read another table, or does the line name a wrong one?"};
  }
  const TableScan* bad = offender(scans, wanted);
  if (bad == nullptr) return std::nullopt;
  return Complaint{
      describe(*bad, wanted.columns),
      fmt::format(
          "an index of {} that begins with ({}) would find just these rows. Is it missing or "
          "invalid? If it is there, the planner preferred another order: see ORDER BY, min() "
          "and max(), and ANALYZE {}",
          table, fmt::join(wanted.columns, ", "), table)};
}

std::optional<Complaint> sort_complaint(const Plan& plan) {
  std::optional<Complaint> found;
  for_each_node(plan.root, [&found](const PlanNode& node) {
    if (found || (node.type != "Sort" && node.type != "Incremental Sort")) return;
    std::string text =
        fmt::format("{} of {}", node.type, counted(std::llround(node.rows()), "row"));
    for (const auto& [key, value] : node.other_conditions) {
      if (key == "Sort Key") text += " by " + value;
    }
    if (!node.sort_method.empty()) {
      text += fmt::format(" ({}, {} kB {})", node.sort_method, grouped(node.sort_kilobytes),
                          node.sort_space == "Disk" ? "on disk" : "in memory");
    }
    found =
        Complaint{text, "an index that ends with the columns of ORDER BY returns rows in order"};
  });
  return found;
}

std::optional<Complaint> seq_scan_complaint(const Plan& plan, const std::string& table) {
  for (const TableScan& scan : scans_of(plan, table)) {
    if (scan.scan->type != "Seq Scan") continue;
    const std::string filter = scan.scan->filter.empty() ? "" : ": " + describe_removal(*scan.scan);
    return Complaint{fmt::format("Seq Scan of {}{}", table_text(*scan.scan), filter),
                     fmt::format("is an index of {} on the columns of the condition missing? If it "
                                 "is there, ANALYZE {}",
                                 table, table)};
  }
  return std::nullopt;
}

std::optional<Complaint> filter_complaint(const Plan& plan, const std::string& table) {
  for (const TableScan& scan : scans_of(plan, table)) {
    if (scan.scan->removed_by_filter() < 0.5) continue;
    const std::string index = scan.index == nullptr ? std::string{} : " using " + scan.index->index;
    return Complaint{fmt::format("{} of {}{}: {}", scan.scan->type, table_text(*scan.scan), index,
                                 describe_removal(*scan.scan)),
                     "with the columns of the Filter in the index, these rows are never visited"};
  }
  return std::nullopt;
}

std::optional<Complaint> complaint(const Never& never, const Plan& plan,
                                   const catalogue::StoreProfile& store) {
  switch (never.what) {
    case Never::What::sort:
      return sort_complaint(plan);
    case Never::What::seq_scan:
      return seq_scan_complaint(plan, store.table_of(never.table));
    case Never::What::filter:
      return filter_complaint(plan, store.table_of(never.table));
  }
  return std::nullopt;
}

std::optional<Complaint> complaint(const BufferLimit& limit, const Plan& plan,
                                   const catalogue::StoreProfile&) {
  const double allowed = limit.constant + limit.per_row * plan.rows();
  const std::int64_t buffers = plan.root.buffers();
  if (static_cast<double>(buffers) <= allowed) return std::nullopt;
  return Complaint{
      fmt::format("{} for {}, where {} are allowed", counted(buffers, "buffer"),
                  counted(std::llround(plan.rows()), "row"), quantity_text(allowed)),
      "look in the plan for rows that are read and thrown away, and for a scan with many loops"};
}

}  // namespace

bool needs_execution(const catalogue::PlanExpectation& expectation) {
  if (std::holds_alternative<BufferLimit>(expectation.property)) return true;
  const auto* never = std::get_if<Never>(&expectation.property);
  return never != nullptr && never->what == Never::What::filter;
}

result::Finding check(const catalogue::PlanExpectation& expectation, const Plan& plan,
                      const catalogue::StoreProfile& store) {
  const std::optional<Complaint> bad = std::visit(
      [&](const auto& property) { return complaint(property, plan, store); }, expectation.property);
  result::Finding finding;
  finding.expectation = expectation.text;
  finding.met = !bad;
  if (!bad) return finding;
  finding.found = bad->found;
  finding.hint = bad->hint;
  return finding;
}

}  // namespace eventstore::explain
