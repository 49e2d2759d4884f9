#include "explain/plan_tree.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "explain/remote_plan.hpp"

namespace eventstore::explain {

using Json = nlohmann::ordered_json;

namespace {

/// The table that the Bitmap Index Scans below a Bitmap Heap Scan work for.
struct HeapScan {
  std::string relation;
  std::string alias;
};

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  if (!found->is_array()) return found->dump();
  std::string joined;
  for (const Json& each : *found) {
    joined += joined.empty() ? "" : ", ";
    joined += each.is_string() ? each.get<std::string>() : each.dump();
  }
  return joined;
}

/// The member, or null, which has no elements.
const Json& member_of(const Json& json, const char* key) {
  static const Json none;
  const auto found = json.find(key);
  return found == json.end() ? none : *found;
}

double number_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number() ? found->get<double>() : 0.0;
}

std::int64_t count_of(const Json& json, const char* key) {
  return count_from(number_of(json, key));
}

void read_conditions(const Json& json, PlanNode& node) {
  node.index_condition = text_of(json, "Index Cond");
  node.recheck_condition = text_of(json, "Recheck Cond");
  node.filter = text_of(json, "Filter");
  node.one_time_filter = text_of(json, "One-Time Filter");
  constexpr std::array others{"Join Filter", "Hash Cond", "Merge Cond", "TID Cond",     "Order By",
                              "Sort Key",    "Group Key", "CTE Name",   "Presorted Key"};
  for (const char* key : others) {
    if (std::string text = text_of(json, key); !text.empty()) {
      node.other_conditions.emplace_back(key, std::move(text));
    }
  }
}

void read_measurements(const Json& json, PlanNode& node) {
  node.planned_rows = number_of(json, "Plan Rows");
  node.rows_per_loop = number_of(json, "Actual Rows");
  node.loops = number_of(json, "Actual Loops");
  node.milliseconds_per_loop = number_of(json, "Actual Total Time");
  node.removed_by_filter_per_loop = number_of(json, "Rows Removed by Filter");
  node.removed_by_join_per_loop = number_of(json, "Rows Removed by Join Filter");
  node.removed_by_recheck_per_loop = number_of(json, "Rows Removed by Index Recheck");
  // ON CONFLICT DO UPDATE ... WHERE reports the former, DO NOTHING the latter.
  node.removed_by_conflict =
      number_of(json, "Rows Removed by Conflict Filter") +
      (text_of(json, "Conflict Resolution") == "NOTHING" ? number_of(json, "Conflicting Tuples")
                                                         : 0.0);
  if (node.modification == "Merge") {
    node.merged = number_of(json, "Tuples Inserted") + number_of(json, "Tuples Updated") +
                  number_of(json, "Tuples Deleted");
  }
  node.shared_hit = count_of(json, "Shared Hit Blocks");
  node.shared_read = count_of(json, "Shared Read Blocks");
  node.temp_blocks = count_of(json, "Temp Read Blocks") + count_of(json, "Temp Written Blocks");
  node.wal_records = count_of(json, "WAL Records");
  node.wal_bytes = count_of(json, "WAL Bytes");
  node.wal_page_images = count_of(json, "WAL FPI");
  node.sort_method = text_of(json, "Sort Method");
  node.sort_space = text_of(json, "Sort Space Type");
  node.sort_kilobytes = count_of(json, "Sort Space Used");
  node.disk_kilobytes = count_of(json, "Disk Usage");
  node.hash_batches = count_of(json, "Hash Batches");
  node.heap_fetches = count_of(json, "Heap Fetches");
  node.subplans_removed = count_of(json, "Subplans Removed");
}

PlanNode parse_node(const Json& json, const HeapScan& heap_scan);

void mark_as_remote(PlanNode& node) {
  node.is_remote = true;
  name_by_distributed_table(node);
  for (PlanNode& child : node.children) mark_as_remote(child);
}

/// What other servers do for the node stands in members of its own.
void add_remote_plans(const Json& json, PlanNode& node) {
  const RemoteParts remote = remote_parts_of(json);
  for (const Json* root : remote.plans) {
    node.children.push_back(parse_node(*root, {}));
    mark_as_remote(node.children.back());
  }
  node.hidden = what_is_hidden(node, remote);
}

PlanNode parse_node(const Json& json, const HeapScan& heap_scan) {
  PlanNode node;
  node.type = text_of(json, "Node Type");
  node.direction = text_of(json, "Scan Direction");
  node.relation = text_of(json, "Relation Name");
  node.alias = text_of(json, "Alias");
  node.index = text_of(json, "Index Name");
  node.modification = text_of(json, "Operation");
  node.provider = text_of(json, "Custom Plan Provider");
  node.function = text_of(json, "Function Name");
  const std::string relationship = text_of(json, "Parent Relationship");
  if (relationship == "InitPlan" || relationship == "SubPlan") {
    node.sub_plan = text_of(json, "Subplan Name");
    if (node.sub_plan.empty()) node.sub_plan = relationship;
  }
  if (node.type == "Bitmap Index Scan") {
    node.relation = heap_scan.relation;
    node.alias = heap_scan.alias;
  }
  read_conditions(json, node);
  read_measurements(json, node);

  const bool heads_bitmaps = node.type == "Bitmap Heap Scan";
  const HeapScan below = heads_bitmaps ? HeapScan{node.relation, node.alias} : heap_scan;
  // By reference: a copy at each level would take memory with the square of the depth.
  for (const Json& child : member_of(json, "Plans")) {
    node.children.push_back(parse_node(child, below));
  }
  add_remote_plans(json, node);
  return node;
}

/// Rows that a ModifyTable was given and kept; it reports none itself unless it has RETURNING.
double rows_written_by(const PlanNode& modify) {
  double rows = -modify.removed_by_conflict;
  for (const PlanNode& child : modify.children) {
    if (child.sub_plan.empty()) rows += child.rows();
  }
  return rows;
}

/// Names in the order in which they came, each once.
class Names {
 public:
  void add(const std::string& name) {
    if (!name.empty() && known_.insert(name).second) names_.push_back(name);
  }
  [[nodiscard]] bool empty() const { return names_.empty(); }
  /// "a, b, c and 1,997 more".
  [[nodiscard]] std::string text() const {
    constexpr std::size_t most = 8;
    if (names_.size() <= most) return fmt::format("{}", fmt::join(names_, ", "));
    constexpr std::size_t shown = 3;
    const auto end = names_.begin() + shown;
    return fmt::format("{} and {} more", fmt::join(names_.begin(), end, ", "),
                       grouped(names_.end() - end));
  }

 private:
  std::set<std::string> known_;
  std::vector<std::string> names_;
};

}  // namespace

double Plan::rows_written() const {
  double written = 0.0;
  for_each_node(root, [&written](const PlanNode& node) {
    if (node.type == "ModifyTable") written += rows_written_by(node);
  });
  return written;
}

double Plan::rows_counted() const {
  if (root.type != "ModifyTable") return root.rows();
  if (root.merged) return *root.merged;
  return rows_written_by(root);
}

double Plan::rows() const {
  return std::max(root.rows(), rows_written());
}

Plan parse_plan(const nlohmann::ordered_json& json) {
  const Json& outer = json.is_array() && !json.empty() ? json.front() : json;
  if (!outer.is_object() || !outer.contains("Plan")) {
    throw Failure("the server's answer to EXPLAIN (FORMAT JSON) is no plan");
  }
  const Json& root = outer.at("Plan");
  Plan plan;
  plan.root = parse_node(root, {});
  plan.analyzed = root.contains("Actual Loops");
  plan.has_buffers = root.contains("Shared Hit Blocks");
  plan.has_wal = root.contains("WAL Bytes");
  plan.planning_ms = number_of(outer, "Planning Time");
  plan.execution_ms = number_of(outer, "Execution Time");
  for (const auto& [name, value] : member_of(outer, "Settings").items()) {
    plan.settings[name] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  for (const Json& trigger : member_of(outer, "Triggers")) {
    plan.triggers.push_back({.name = text_of(trigger, "Trigger Name"),
                             .constraint = text_of(trigger, "Constraint Name"),
                             .table = text_of(trigger, "Relation"),
                             .calls = number_of(trigger, "Calls"),
                             .milliseconds = number_of(trigger, "Time")});
  }
  if (const auto found = outer.find("Serialization"); found != outer.end()) {
    plan.serialization = Serialization{.milliseconds = number_of(*found, "Time"),
                                       .kilobytes = count_of(*found, "Output Volume"),
                                       .format = text_of(*found, "Format")};
  }
  return plan;
}

void for_each_node(const PlanNode& root, const std::function<void(const PlanNode&)>& visit) {
  visit(root);
  for (const PlanNode& child : root.children) for_each_node(child, visit);
}

bool scans_table(const PlanNode& node) {
  // Function Scan, CTE Scan and the like have no relation; ModifyTable has one but does not scan
  // it.
  return !node.relation.empty() && node.type.ends_with("Scan") && node.type != "Bitmap Index Scan";
}

std::string scan_kinds(const Plan& plan) {
  Names kinds;
  for_each_node(plan.root, [&kinds](const PlanNode& node) {
    if (scans_table(node)) kinds.add(node.type);
  });
  if (kinds.empty())
    kinds.add(plan.root.modification.empty() ? plan.root.type : plan.root.modification);
  return kinds.text();
}

std::string index_names(const Plan& plan) {
  Names names;
  for_each_node(plan.root, [&names](const PlanNode& node) { names.add(node.index); });
  return names.text();
}

}  // namespace eventstore::explain
