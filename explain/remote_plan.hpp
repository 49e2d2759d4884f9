// What a plan says of the work of other servers, and what it does not say: Citus, foreign tables,
// extensions with nodes of their own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// Members of a node that hold plans made elsewhere.
struct RemoteParts {
  std::vector<const nlohmann::ordered_json*> plans;  ///< Their roots; they live in the node's JSON.
  std::int64_t texts = 0;   ///< Plans that are not JSON, or errors in the place of one.
  std::int64_t tasks = 0;   ///< How many there are; 0: the node does not say.
  std::string tasks_shown;  ///< "One of 32", "All"; empty: the node does not say.
};

[[nodiscard]] RemoteParts remote_parts_of(const nlohmann::ordered_json& node);

/// What of the node's work cannot be seen in the plan, as a sentence; empty where all of it can.
/// The children of `node` have been parsed, remote ones included.
[[nodiscard]] std::string what_is_hidden(const PlanNode& node, const RemoteParts& remote);

/// Names a shard (`domain_events_102008`) by its table, as a partition is.
void name_by_distributed_table(PlanNode& node);

}  // namespace eventstore::explain
