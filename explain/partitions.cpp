#include "explain/partitions.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>
#include <vector>

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

struct Parts {
  std::vector<std::string> tables;
  bool has_other_aliases = false;  ///< The server numbered them, not whoever named the tables.
};

/// Partitions by the alias of the whole.
using PartsByAlias = std::map<std::string, Parts>;

/// `e` of `e_12`; empty where no number follows.
std::string unnumbered(const std::string& alias) {
  const std::size_t last = alias.find_last_not_of("0123456789");
  const bool is_numbered = last != std::string::npos && last > 0 && last + 1 < alias.size();
  return is_numbered && alias[last] == '_' ? alias.substr(0, last) : std::string{};
}

void collect_parts(const PlanNode& node, PartsByAlias& parts) {
  if (scans_table(node)) {
    if (const std::string alias = unnumbered(node.alias); !alias.empty()) {
      Parts& found = parts[alias];
      found.tables.push_back(node.relation);
      found.has_other_aliases = found.has_other_aliases || node.relation != node.alias;
      return;
    }
  }
  for (const PlanNode& child : node.children) collect_parts(child, parts);
}

std::string whole_of(const std::string& alias, const Parts& parts) {
  std::string common = parts.tables.front();
  for (const std::string& part : parts.tables) {
    const auto [end, other] = std::mismatch(common.begin(), common.end(), part.begin(), part.end());
    common.erase(end, common.end());
  }
  const bool is_of_alias =
      parts.has_other_aliases && common.starts_with(alias) &&
      std::isalnum(static_cast<unsigned char>(common.c_str()[alias.size()])) == 0;
  return is_of_alias ? alias : common + "*";
}

}  // namespace

pg::PartitionParents probable_parents(const Plan& plan) {
  constexpr std::size_t fewest = 5;
  pg::PartitionParents parents;
  for_each_node(plan.root, [&parents](const PlanNode& node) {
    if (node.type != "Append" && node.type != "Merge Append" && node.type != "ModifyTable") return;
    if (node.children.size() < fewest) return;
    PartsByAlias by_alias;
    for (const PlanNode& child : node.children) collect_parts(child, by_alias);
    for (const auto& [alias, parts] : by_alias) {
      if (parts.tables.size() < fewest) continue;
      const std::string whole = whole_of(alias, parts);
      for (const std::string& part : parts.tables) parents.try_emplace(part, whole);
    }
  });
  return parents;
}

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
