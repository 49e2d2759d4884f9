#include "explain/plan_text.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::explain {

namespace {

std::string whole(double rows) {
  return grouped(count_from(rows));
}

std::string heading(const PlanNode& node) {
  std::string text = node.type;
  if (node.direction == "Backward") text += " Backward";
  if (!node.modification.empty()) text += " " + node.modification;
  if (!node.index.empty()) text += " using " + node.index;
  if (!node.relation.empty() && node.type != "Bitmap Index Scan") text += " on " + node.relation;
  if (!node.alias.empty() && node.alias != node.relation && node.type != "Bitmap Index Scan") {
    text += " " + node.alias;
  }
  return text;
}

std::string measurements(const PlanNode& node, bool analyzed) {
  if (!analyzed) return fmt::format("planned rows {}", whole(node.planned_rows));
  if (node.loops < 0.5) return "never executed";
  std::vector<std::string> parts{fmt::format("rows {}, planned {}", whole(node.rows()),
                                             whole(node.planned_rows * std::max(1.0, node.loops)))};
  if (node.loops > 1.5) parts.push_back(fmt::format("loops {}", whole(node.loops)));
  parts.push_back(fmt::format("buffers {}", grouped(node.buffers())));
  if (node.shared_read > 0) parts.back() += fmt::format(" ({} read)", grouped(node.shared_read));
  if (node.temp_blocks > 0) parts.push_back(fmt::format("temporary {}", grouped(node.temp_blocks)));
  if (node.wal_records > 0) {
    parts.push_back(fmt::format("WAL {} records, {}", grouped(node.wal_records),
                                bytes_text(static_cast<double>(node.wal_bytes))));
  }
  parts.push_back(duration_text(node.milliseconds_per_loop * node.loops * 1e6));
  return fmt::format("{}", fmt::join(parts, "; "));
}

void append_details(const PlanNode& node, const std::string& indent, std::string& out) {
  const auto line = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) out += fmt::format("{}{}: {}\n", indent, key, value);
  };
  line("Index Cond", node.index_condition);
  if (node.recheck_condition != node.index_condition) line("Recheck Cond", node.recheck_condition);
  for (const auto& [key, value] : node.other_conditions) line(key, value);
  line("Filter", node.filter);
  const auto removed = [&](std::string_view key, double per_loop) {
    if (per_loop * node.loops >= 0.5) line(key, whole(per_loop * node.loops));
  };
  removed("Removed by Filter", node.removed_by_filter_per_loop);
  removed("Removed by Join Filter", node.removed_by_join_per_loop);
  removed("Removed by Index Recheck", node.removed_by_recheck_per_loop);
  line("One-Time Filter", node.one_time_filter);
  if (!node.sort_method.empty()) {
    line("Sort Method", fmt::format("{}, {} kB {}", node.sort_method, grouped(node.sort_kilobytes),
                                    node.sort_space == "Disk" ? "on disk" : "in memory"));
  }
  if (node.hash_batches > 1) line("Hash Batches", grouped(node.hash_batches));
  if (node.disk_kilobytes > 0) line("Disk Usage", grouped(node.disk_kilobytes) + " kB");
  if (node.subplans_removed > 0) line("Subplans Removed", grouped(node.subplans_removed));
  if (node.heap_fetches > 0) line("Heap Fetches", grouped(node.heap_fetches));
}

void append_node(const PlanNode& node, bool analyzed, std::size_t depth, std::string& out) {
  const std::string indent(depth * 3, ' ');
  out += fmt::format("{}{}{}{}  ({})\n", indent, depth == 0 ? "" : "-> ",
                     node.sub_plan.empty() ? "" : node.sub_plan + ": ", heading(node),
                     measurements(node, analyzed));
  append_details(node, indent + (depth == 0 ? "  " : "     "), out);
  for (const PlanNode& child : node.children) append_node(child, analyzed, depth + 1, out);
}

void append_triggers(const Plan& plan, std::string& out) {
  for (const TriggerCalls& trigger : plan.triggers) {
    out += fmt::format("Trigger {} on {}: {}, {}\n",
                       trigger.constraint.empty() ? trigger.name : trigger.constraint,
                       trigger.table, counted(count_from(trigger.calls), "call"),
                       duration_text(trigger.milliseconds * 1e6));
  }
  if (plan.trigger_buffers > 0) {
    out +=
        fmt::format("Triggers after the last row: {}\n", counted(plan.trigger_buffers, "buffer"));
  }
}

}  // namespace

std::string plan_text(const Plan& plan) {
  std::string out;
  append_node(plan.root, plan.analyzed, 0, out);
  append_triggers(plan, out);
  if (plan.serialization) {
    out += fmt::format("Serialization {} of {}, format {}\n",
                       duration_text(plan.serialization->milliseconds * 1e6),
                       bytes_text(static_cast<double>(plan.serialization->kilobytes) * 1024),
                       plan.serialization->format);
  }
  if (plan.analyzed) {
    out += fmt::format("Planning {}, execution {}\n", duration_text(plan.planning_ms * 1e6),
                       duration_text(plan.execution_ms * 1e6));
  } else {
    out += "Planned only, not executed\n";
  }
  std::string settings;
  for (const auto& [name, value] : plan.settings) {
    settings += fmt::format("{}{} = {}", settings.empty() ? "" : ", ", name, value);
  }
  if (!settings.empty()) out += "Settings: " + settings + "\n";
  out.pop_back();
  return out;
}

}  // namespace eventstore::explain
