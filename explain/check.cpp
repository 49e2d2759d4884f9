#include "explain/check.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"
#include "explain/complaint.hpp"
#include "explain/table_scan.hpp"
#include "explain/tenant.hpp"
#include "explain/work.hpp"

namespace eventstore::explain {

using catalogue::EstimateLimit;
using catalogue::IndexCondition;
using catalogue::NamedIndex;
using catalogue::Never;
using catalogue::TenantIsolation;
using catalogue::WorkLimit;

namespace {

/// What an expectation's table is called in plans.
struct Meant {
  std::string table;          ///< Empty where it is about the whole statement.
  std::string tenant_column;  ///< By which the table tells tenants apart.
};

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
                                   const Meant& meant, Asked) {
  const std::string& table = meant.table;
  const std::vector<TableScan> scans = scans_of(plan, table);
  if (scans.empty()) {
    if (proves_empty(plan)) return std::nullopt;
    return Complaint{
        .found = fmt::format("no scan of {} in the plan", table),
        .why = "the line watches over nothing",
        .hint = "does the statement read another table, or does the line name a wrong one?"};
  }
  const TableScan* bad = offender(scans, wanted);
  if (bad == nullptr) return std::nullopt;
  return Complaint{
      .found = describe(*bad, wanted.columns),
      .why =
          "what an index condition leaves out is read first and thrown away: the work grows with "
          "the table, not with the result",
      .hint = fmt::format(
          "an index of {} that begins with ({}) would find just these rows. Is it missing or "
          "invalid? If it is there, the planner preferred another order: see ORDER BY, min() "
          "and max(), and ANALYZE {}",
          table, fmt::join(wanted.columns, ", "), table)};
}

std::optional<Complaint> sort_complaint(const Plan& plan) {
  std::optional<Complaint> found;
  for_each_node(plan.root, [&found](const PlanNode& node) {
    if (found || (node.type != "Sort" && node.type != "Incremental Sort")) return;
    std::string text = fmt::format("{} of {}", node.type, counted(count_from(node.rows()), "row"));
    for (const auto& [key, value] : node.other_conditions) {
      if (key == "Sort Key") text += " by " + value;
    }
    if (!node.sort_method.empty()) {
      text += fmt::format(" ({}, {} kB {})", node.sort_method, grouped(node.sort_kilobytes),
                          node.sort_space == "Disk" ? "on disk" : "in memory");
    }
    found = Complaint{
        .found = text,
        .why = "a sort reads everything before it returns the first row, whatever LIMIT says",
        .hint = "an index that ends with the columns of ORDER BY returns rows in order"};
  });
  return found;
}

std::optional<Complaint> seq_scan_complaint(const Plan& plan, const std::string& table) {
  for (const TableScan& scan : scans_of(plan, table)) {
    if (scan.scan->type != "Seq Scan") continue;
    const std::string filter = scan.scan->filter.empty() ? "" : ": " + describe_removal(*scan.scan);
    return Complaint{.found = fmt::format("Seq Scan of {}{}", table_text(*scan.scan), filter),
                     .why =
                         "the table is read from end to end: the work grows with it, whatever is "
                         "asked for",
                     .hint = fmt::format("is an index of {} on the columns of the condition "
                                         "missing? If it is there, ANALYZE {}",
                                         table, table)};
  }
  return std::nullopt;
}

std::optional<Complaint> filter_complaint(const Plan& plan, const std::string& table) {
  for (const TableScan& scan : scans_of(plan, table)) {
    if (scan.scan->removed_by_filter() < 0.5) continue;
    const std::string index = scan.index == nullptr ? std::string{} : " using " + scan.index->index;
    return Complaint{
        .found = fmt::format("{} of {}{}: {}", scan.scan->type, table_text(*scan.scan), index,
                             describe_removal(*scan.scan)),
        .why = "each row thrown away was fetched and looked at for nothing",
        .hint = "with the columns of the Filter in the index, these rows are never visited"};
  }
  return std::nullopt;
}

std::optional<Complaint> complaint(const Never& never, const Plan& plan, const Meant& meant,
                                   Asked asked) {
  switch (never.what) {
    case Never::What::sort:
      return sort_complaint(plan);
    case Never::What::spill:
      return spill_complaint(plan, asked);
    case Never::What::seq_scan:
      return seq_scan_complaint(plan, meant.table);
    case Never::What::filter:
      return filter_complaint(plan, meant.table);
    case Never::What::trigger:
      return trigger_complaint(plan, meant.table);
  }
  return std::nullopt;
}

std::optional<Complaint> complaint(const NamedIndex& wanted, const Plan& plan, const Meant&,
                                   Asked) {
  bool is_scanned = proves_empty(plan);
  for_each_node(plan.root, [&](const PlanNode& node) {
    is_scanned = is_scanned || node.index == wanted.index;
  });
  if (is_scanned) return std::nullopt;
  const std::string others = index_names(plan);
  return Complaint{
      .found = others.empty() ? "no index is scanned" : "what is scanned is " + others,
      .why = "the line says that this index is there for this statement",
      .hint = fmt::format("is {} missing or invalid? If it is there, the planner preferred another "
                          "way: index_cond and buffers say whether that is worse",
                          wanted.index)};
}

std::optional<Complaint> complaint(const TenantIsolation&, const Plan& plan, const Meant& meant,
                                   Asked asked) {
  return tenant_complaint(plan, meant.table, meant.tenant_column, asked);
}

std::optional<Complaint> complaint(const WorkLimit& limit, const Plan& plan, const Meant&, Asked) {
  return limit_complaint(limit, plan);
}

std::optional<Complaint> complaint(const EstimateLimit& limit, const Plan& plan, const Meant&,
                                   Asked) {
  return estimate_complaint(limit.factor, plan);
}

}  // namespace

bool needs_execution(const catalogue::PlanExpectation& expectation) {
  if (std::holds_alternative<WorkLimit>(expectation.property)) return true;
  if (std::holds_alternative<EstimateLimit>(expectation.property)) return true;
  const auto* never = std::get_if<Never>(&expectation.property);
  return never != nullptr && never->what != Never::What::sort &&
         never->what != Never::What::seq_scan;
}

bool can_be_judged(const catalogue::PlanExpectation& expectation, const Plan& plan) {
  if (needs_execution(expectation) && !plan.analyzed) return false;
  const auto* limit = std::get_if<WorkLimit>(&expectation.property);
  if (limit == nullptr) return true;
  if (limit->what == WorkLimit::What::buffers) return plan.has_buffers;
  return limit->what != WorkLimit::What::wal_bytes || plan.has_wal;
}

result::Finding check(const catalogue::PlanExpectation& expectation, const Plan& plan,
                      const catalogue::StoreProfile& store, Asked asked) {
  Meant meant{.table = table_of(expectation, store), .tenant_column = {}};
  meant.tenant_column = store.tenant_column_of(meant.table);
  const auto complaint_about = [&](const auto& property) {
    return complaint(property, plan, meant, asked);
  };
  const std::optional<Complaint> bad = std::visit(complaint_about, expectation.property);
  result::Finding finding;
  finding.expectation = expectation.text;
  finding.line = expectation.line;
  finding.met = !bad;
  if (!bad) return finding;
  finding.found = bad->found;
  finding.why = bad->why;
  finding.hint = bad->hint;
  return finding;
}

}  // namespace eventstore::explain
