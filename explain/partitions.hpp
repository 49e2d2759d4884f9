// Plans that read partitioned tables, told as if these were whole, so that what an operation asks
// for does not depend on how its table is cut.
#pragma once

#include <set>
#include <string>

#include "core/pg/partitions.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// Calls each partition's table and index by the name of the whole; `PlanNode::partition` then has
/// the table's own.
void name_by_whole(Plan& plan, const pg::PartitionParents& parents);

/// What a plan says itself of its partitions, for where no server can be asked: five or more parts
/// of an Append, Merge Append or ModifyTable whose aliases the server numbered (`e_1`, `e_2`, ...).
/// The whole has the alias without the number where the names of all its partitions begin with it,
/// else, or where the names are the aliases, what they have in common and `*`.
[[nodiscard]] pg::PartitionParents probable_parents(const Plan& plan);

/// The plan without the parts of an Append or Merge Append that read nothing but partitions among
/// `left_out`, whatever they do with the rows.  To be called after `name_by_whole`.
[[nodiscard]] Plan without_partitions(Plan plan, const std::set<std::string>& left_out);

/// The same, and as if no Seq Scan of a table in `tiny` had thrown rows away: what is so small is
/// rightly read from end to end.
[[nodiscard]] Plan without_tiny_parts(Plan plan, const std::set<std::string>& tiny);

}  // namespace eventstore::explain
