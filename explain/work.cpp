#include "explain/work.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"
#include "explain/table_scan.hpp"

namespace eventstore::explain {

using catalogue::WorkLimit;

namespace {

/// Rows below which no estimate is worth a word.
constexpr double few_rows = 10.0;

std::string rows_text(double rows) {
  return counted(count_from(rows), "row");
}

/// What the plan took of one thing, and how to say it.
struct Work {
  double amount = 0.0;
  double rows = 0.0;  ///< That it was done for.
  std::string text;   ///< "1,171 buffers".
  std::string where;  ///< Which node did most of it; empty where that says nothing.
};

std::string node_text(const PlanNode& node) {
  std::string text = node.type;
  if (!node.index.empty()) text += " using " + node.index;
  if (!node.relation.empty()) text += " of " + table_text(node);
  return text;
}

Work removed_by(const Plan& plan) {
  Work work{.rows = plan.rows()};
  const PlanNode* worst = nullptr;
  for_each_node(plan.root, [&](const PlanNode& node) {
    work.amount += node.removed();
    if (worst == nullptr || node.removed() > worst->removed()) worst = &node;
  });
  work.text = rows_text(work.amount) + " removed";
  work.where = fmt::format(", {} of them by the {}", grouped(count_from(worst->removed())),
                           node_text(*worst));
  return work;
}

Work wal_of(const Plan& plan) {
  Work work{.amount = static_cast<double>(plan.root.wal_without_images()),
            .rows = plan.rows_written()};
  work.text = bytes_text(work.amount) + " of WAL";
  return work;
}

Work work_of(WorkLimit::What what, const Plan& plan) {
  Work work{.rows = plan.rows()};
  switch (what) {
    case WorkLimit::What::removed:
      return removed_by(plan);
    case WorkLimit::What::wal_bytes:
      return wal_of(plan);
    case WorkLimit::What::buffers:
      work.amount = static_cast<double>(plan.buffers());
      work.text = counted(plan.buffers(), "buffer");
      break;
    case WorkLimit::What::heap_fetches:
      for_each_node(plan.root, [&work](const PlanNode& node) {
        work.amount += static_cast<double>(node.heap_fetches);
      });
      work.text = counted(count_from(work.amount), "row") + " fetched from the table";
      break;
  }
  return work;
}

Complaint reason_for(WorkLimit::What what) {
  switch (what) {
    case WorkLimit::What::removed:
      return {.found = {},
              .why = "the work grows with the rows that nobody asked for",
              .hint = "with the columns of the Filter in the index, these rows are never visited"};
    case WorkLimit::What::heap_fetches:
      return {.found = {},
              .why = "an index-only scan that looks into the table costs as much as any other",
              .hint =
                  "VACUUM the table: pages that its visibility map does not have are fetched; "
                  "autovacuum_vacuum_insert_scale_factor says how soon it comes by itself"};
    case WorkLimit::What::wal_bytes:
      return {.found = {},
              .why = "WAL is what a commit waits for, what replicas are sent and archives keep",
              .hint =
                  "each index adds its own; look for one that nothing reads, for wide keys, "
                  "and for an update that is not heap-only"};
    case WorkLimit::What::buffers:
      break;
  }
  return {.found = {},
          .why =
              "buffers are the work that does not depend on the machine: latency follows them, "
              "and reads once they are not cached",
          .hint =
              "look in the plan for rows that are read and thrown away, and for a scan with many "
              "loops"};
}

/// `$1` outside of literals: the plan was made without the arguments, or waits for a value.
bool has_parameter(std::string_view condition) {
  bool in_literal = false;
  for (std::size_t i = 0; i + 1 < condition.size(); ++i) {
    if (condition[i] == '\'') in_literal = !in_literal;
    if (in_literal || condition[i] != '$') continue;
    if (std::isdigit(static_cast<unsigned char>(condition[i + 1])) != 0) return true;
  }
  return false;
}

bool has_parameters(const Plan& plan) {
  bool found = false;
  for_each_node(plan.root, [&found](const PlanNode& node) {
    found = found || has_parameter(node.index_condition) || has_parameter(node.filter) ||
            has_parameter(node.one_time_filter);
  });
  return found;
}

/// The node whose estimate is the furthest off.
struct Misjudged {
  const PlanNode* node = nullptr;
  double factor = 1.0;
};

double q_error(const PlanNode& node) {
  const double planned = std::max(1.0, node.planned_rows);
  const double found = std::max(1.0, node.rows_per_loop);
  return std::max(planned, found) / std::min(planned, found);
}

void find_worst(const PlanNode& node, bool ends_early, bool knows_limits, Misjudged& worst) {
  // A Limit returns what it was asked for, unless its input ended first; without the arguments the
  // planner does not know what that is.
  if (node.type == "Limit") {
    ends_early = ends_early || !knows_limits || node.rows_per_loop + 0.5 >= node.planned_rows;
  }
  const bool is_judged = !ends_early && node.loops > 0.0 &&
                         std::max(node.planned_rows, node.rows_per_loop) > few_rows &&
                         node.type != "BitmapAnd" && node.type != "BitmapOr";  // Report no rows.
  if (is_judged && q_error(node) > worst.factor) worst = {.node = &node, .factor = q_error(node)};
  // These read all of their input before they return a row.
  const bool reads_all = node.type == "Sort" || node.type == "Hash";
  for (const PlanNode& child : node.children) {
    find_worst(child, ends_early && !reads_all, knows_limits, worst);
  }
}

/// What one node wrote to temporary files itself; empty where nothing.
std::string spilled(const PlanNode& node) {
  if (node.sort_space == "Disk") {
    return fmt::format("{} of {} ({}, {} kB on disk)", node.type, rows_text(node.rows()),
                       node.sort_method, grouped(node.sort_kilobytes));
  }
  if (node.hash_batches > 1) {
    return fmt::format("{} of {} in {} batches", node.type, rows_text(node.rows()),
                       grouped(node.hash_batches));
  }
  if (node.disk_kilobytes > 0) {
    return fmt::format("{} with {} kB on disk", node.type, grouped(node.disk_kilobytes));
  }
  std::int64_t below = 0;
  for (const PlanNode& child : node.children) below += child.temp_blocks;
  if (node.temp_blocks <= below) return {};
  return fmt::format("{} with {}", node_text(node),
                     counted(node.temp_blocks - below, "temporary block"));
}

}  // namespace

std::optional<Complaint> limit_complaint(const WorkLimit& limit, const Plan& plan) {
  if (limit.what == WorkLimit::What::heap_fetches) {
    bool is_index_only = proves_empty(plan);
    for_each_node(plan.root, [&is_index_only](const PlanNode& node) {
      is_index_only = is_index_only || node.type == "Index Only Scan";
    });
    if (!is_index_only) {
      Complaint complaint = reason_for(limit.what);
      complaint.found = "no Index Only Scan in the plan: each row is fetched from the table";
      complaint.hint = "does an index have every column that the statement names?";
      return complaint;
    }
  }
  const Work work = work_of(limit.what, plan);
  const double allowed = limit.constant + limit.per_row * work.rows;
  if (work.amount <= allowed) return std::nullopt;
  Complaint complaint = reason_for(limit.what);
  complaint.found = fmt::format(
      "{} for {}, where {} are allowed{}", work.text, rows_text(work.rows),
      limit.what == WorkLimit::What::wal_bytes ? bytes_text(allowed) : quantity_text(allowed),
      work.where);
  return complaint;
}

std::optional<Complaint> estimate_complaint(double factor, const Plan& plan) {
  Misjudged worst;
  find_worst(plan.root, false, !has_parameters(plan), worst);
  if (worst.factor <= factor) return std::nullopt;
  return Complaint{
      .found =
          fmt::format("{}: {} planned, {} found, {} times off", node_text(*worst.node),
                      rows_text(worst.node->planned_rows),
                      grouped(count_from(worst.node->rows_per_loop)), quantity_text(worst.factor)),
      .why = "the planner chooses joins, orders and indexes by these numbers",
      .hint =
          "ANALYZE the table; where columns depend on each other CREATE STATISTICS, where a "
          "column is uneven ALTER TABLE ... SET STATISTICS"};
}

std::optional<Complaint> spill_complaint(const Plan& plan, Asked asked) {
  std::optional<Complaint> complaint;
  for_each_node(plan.root, [&](const PlanNode& node) {
    if (asked == Asked::by_default && node.type == "Function Scan") return;
    std::string found = spilled(node);
    if (complaint || found.empty()) return;
    complaint = Complaint{.found = std::move(found),
                          .why =
                              "what does not fit into work_mem is written to disk and read back, "
                              "by every session that does this at once",
                          .hint =
                              "an index that returns the rows in order needs no sort; fewer "
                              "rows or columns fit; work_mem is the last resort"};
  });
  return complaint;
}

std::optional<Complaint> trigger_complaint(const Plan& plan, const std::string& table) {
  for (const TriggerCalls& trigger : plan.triggers) {
    if (trigger.table != table || trigger.calls < 0.5) continue;
    const bool is_constraint = !trigger.constraint.empty();
    return Complaint{
        .found = fmt::format(
            "{} {} of {} fired {}, {}", is_constraint ? "the trigger of constraint" : "trigger",
            is_constraint ? trigger.constraint : trigger.name, table,
            counted(count_from(trigger.calls), "time"), duration_text(trigger.milliseconds * 1e6)),
        .why =
            "a trigger is paid for with each row, or statement, and no plan of the statement "
            "shows what it does",
        .hint = is_constraint ? "a foreign key looks up and locks the row that it refers to; is it "
                                "needed here?"
                              : "is the trigger meant to be here? Its function's own statements "
                                "appear with auto_explain.log_nested_statements"};
  }
  return std::nullopt;
}

}  // namespace eventstore::explain
