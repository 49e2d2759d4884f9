// A plan as it is drawn: a table of 2,000 partitions is one node.
#pragma once

#include <cstddef>

#include <nlohmann/json.hpp>

namespace eventstore::result {

struct FoldedPlan {
  nlohmann::ordered_json plan;
  std::size_t all_nodes = 0;    ///< Before folding.
  std::size_t drawn_nodes = 0;  ///< After it.
};

/// Folds equal parts of an Append, Merge Append or ModifyTable into one, where there are five or
/// more.  Parts are equal that differ in figures and in names of tables, indexes and aliases only,
/// and were all executed or all not.  The one that is left has the names of the first part, the
/// number of parts as "Equal Parts", the sums of rows, buffers and costs, and the time of all.
/// `plan` is EXPLAIN (FORMAT JSON)'s: an array of one object, or that object.
[[nodiscard]] FoldedPlan folded_plan(const nlohmann::ordered_json& plan);

}  // namespace eventstore::result
