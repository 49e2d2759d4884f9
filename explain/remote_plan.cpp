#include "explain/remote_plan.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace eventstore::explain {

using Json = nlohmann::ordered_json;

namespace {

/// Collects plans below `json`, whatever the members on the way are called.
void collect(const Json& json, bool is_plan_member, RemoteParts& parts) {
  if (json.is_array()) {
    for (const Json& each : json) collect(each, is_plan_member, parts);
  } else if (json.is_string()) {
    if (is_plan_member) ++parts.texts;
  } else if (json.is_object()) {
    const auto plan = json.find("Plan");
    if (plan != json.end() && plan->is_object() && plan->contains("Node Type")) {
      parts.plans.push_back(&*plan);
      return;
    }
    for (const auto& [key, value] : json.items()) {
      if (key == "Tasks Shown" && value.is_string()) parts.tasks_shown = value;
      if (key == "Task Count" && value.is_number_integer()) parts.tasks = value;
      collect(value, key == "Remote Plan" || key == "Error", parts);
    }
  }
}

bool has_own_children(const PlanNode& node) {
  return std::any_of(node.children.begin(), node.children.end(), [](const PlanNode& child) {
    return child.sub_plan.empty() && !child.is_remote;
  });
}

std::string name_of(const PlanNode& node) {
  std::string name = node.type;
  if (!node.provider.empty()) name += fmt::format(" ({})", node.provider);
  if (!node.relation.empty()) name += " of " + node.relation;
  return name;
}

std::string hidden_in_tasks(const PlanNode& node, const RemoteParts& remote) {
  const auto shown = static_cast<std::int64_t>(remote.plans.size());
  if (remote.texts > 0) {
    return fmt::format("{}: its remote plan is not JSON, and was not looked into", name_of(node));
  }
  const bool shows_all = remote.tasks_shown == "All" || remote.tasks <= 1;
  if (!remote.plans.empty() && !shows_all) {
    return fmt::format(
        "{}: {} of {} tasks shown; SET citus.explain_all_tasks = on shows the plans of all",
        name_of(node), shown, remote.tasks);
  }
  return {};
}

}  // namespace

RemoteParts remote_parts_of(const Json& node) {
  RemoteParts parts;
  for (const auto& [key, value] : node.items()) {
    if (key == "Plans" || !value.is_structured()) {
      if (key == "Remote Plan" && value.is_string()) ++parts.texts;
      continue;
    }
    collect(value, key == "Remote Plan", parts);
  }
  return parts;
}

std::string what_is_hidden(const PlanNode& node, const RemoteParts& remote) {
  if (std::string text = hidden_in_tasks(node, remote); !text.empty()) return text;
  if (node.type == "Foreign Scan") {
    return fmt::format("{}: what the other server does for it is not in the plan", name_of(node));
  }
  const bool is_opaque =
      node.type == "Custom Scan" && remote.plans.empty() && !has_own_children(node);
  if (is_opaque) return fmt::format("{}: what it does is not in the plan", name_of(node));
  return {};
}

void name_by_distributed_table(PlanNode& node) {
  const std::size_t end = node.relation.find_last_not_of("0123456789");
  constexpr std::size_t fewest_digits = 6;  // Citus numbers shards from 102008 on.
  const bool is_shard = end != std::string::npos && node.relation[end] == '_' && end > 0 &&
                        node.relation.size() - end - 1 >= fewest_digits;
  if (!is_shard) return;
  node.partition = node.relation;
  node.relation.resize(end);
}

}  // namespace eventstore::explain
