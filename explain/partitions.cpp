#include "explain/partitions.hpp"

#include <utility>

namespace eventstore::explain {

namespace {

void name_by_whole(PlanNode& node, const pg::PartitionParents& parents) {
  if (const auto found = parents.find(node.relation); found != parents.end()) {
    node.partition = node.relation;
    node.relation = found->second;
  }
  node.index = pg::whole_of(node.index, parents);
  for (PlanNode& child : node.children) name_by_whole(child, parents);
}

bool reads_only(const PlanNode& part, const std::set<std::string>& partitions) {
  bool reads_any = false;
  bool reads_others = false;
  for_each_node(part, [&](const PlanNode& node) {
    if (!scans_table(node)) return;
    (partitions.contains(node.partition) ? reads_any : reads_others) = true;
  });
  return reads_any && !reads_others;
}

void leave_out(PlanNode& node, const std::set<std::string>& partitions) {
  if (node.type == "Append" || node.type == "Merge Append") {
    std::erase_if(node.children, [&partitions](const PlanNode& child) {
      return child.sub_plan.empty() && reads_only(child, partitions);
    });
  }
  for (PlanNode& child : node.children) leave_out(child, partitions);
}

void forgive_removal(PlanNode& node, const std::set<std::string>& tiny) {
  if (node.type == "Seq Scan" && tiny.contains(node.relation)) node.removed_by_filter_per_loop = 0;
  for (PlanNode& child : node.children) forgive_removal(child, tiny);
}

}  // namespace

void name_by_whole(Plan& plan, const pg::PartitionParents& parents) {
  name_by_whole(plan.root, parents);
  for (TriggerCalls& trigger : plan.triggers) {
    trigger.table = pg::whole_of(trigger.table, parents);
  }
}

Plan without_partitions(Plan plan, const std::set<std::string>& left_out) {
  leave_out(plan.root, left_out);
  return plan;
}

Plan without_tiny_parts(Plan plan, const std::set<std::string>& tiny) {
  plan = without_partitions(std::move(plan), tiny);
  forgive_removal(plan.root, tiny);
  return plan;
}

}  // namespace eventstore::explain
