// A plan as values, parsed from the JSON that EXPLAIN prints (PostgreSQL 14 to 18).
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace eventstore::explain {

struct PlanNode {
  std::string type;       ///< "Index Scan", "Sort", ...
  std::string direction;  ///< "Forward" or "Backward", of an index scan.
  std::string relation;   ///< Of a Bitmap Index Scan: the table of its Bitmap Heap Scan.
  std::string partition;  ///< Where the table is a part of `relation`: its own name.
  std::string alias;      ///< As of `relation`.
  std::string index;
  std::string index_condition;
  std::string recheck_condition;
  std::string filter;
  std::string one_time_filter;
  std::string modification;  ///< Of a ModifyTable: "Insert", "Update", ...
  std::string sub_plan;      ///< "InitPlan 1 (returns $0)"; empty for ordinary children.
  std::string provider;      ///< Of a Custom Scan: "Citus Adaptive", "ChunkAppend", ...
  std::string function;      ///< Of a Function Scan.
  bool is_remote = false;    ///< Another server's: its parent is what stands for it here.
  std::string hidden;        ///< What of the node's work is not in the plan; empty: nothing.
  std::vector<std::pair<std::string, std::string>> other_conditions;  ///< Joins, keys, ...

  double planned_rows = 0.0;   ///< In one loop.
  double rows_per_loop = 0.0;  ///< With fractions from PostgreSQL 18 on, else rounded.
  double loops = 0.0;          ///< 0: never executed.
  double milliseconds_per_loop = 0.0;
  double removed_by_filter_per_loop = 0.0;
  double removed_by_join_per_loop = 0.0;
  double removed_by_recheck_per_loop = 0.0;
  std::optional<double> merged;      ///< Of MERGE: rows that it inserted, updated or deleted.
  double removed_by_conflict = 0.0;  ///< Rows that a ModifyTable was given, but did not write.
  std::int64_t shared_hit = 0;       ///< 8 kB blocks; this and what follows include the children's.
  std::int64_t shared_read = 0;
  std::int64_t temp_blocks = 0;  ///< Read and written.
  std::int64_t wal_records = 0;
  std::int64_t wal_bytes = 0;
  std::int64_t wal_page_images =
      0;  ///< Full pages, which the first change after a checkpoint logs.

  std::string sort_method;
  std::string sort_space;  ///< "Memory" or "Disk".
  std::int64_t sort_kilobytes = 0;
  std::int64_t disk_kilobytes = 0;    ///< Of a hash aggregate.
  std::int64_t hash_batches = 0;      ///< More than 1: not all of it fitted into memory.
  std::int64_t heap_fetches = 0;      ///< Of all loops.
  std::int64_t subplans_removed = 0;  ///< Partitions that were pruned when the statement ran.

  std::vector<PlanNode> children;

  [[nodiscard]] double rows() const { return rows_per_loop * loops; }
  [[nodiscard]] double removed_by_filter() const { return removed_by_filter_per_loop * loops; }
  /// By filters of the node: its own, a join's, and the recheck of what its index found.
  [[nodiscard]] double removed() const {
    return (removed_by_filter_per_loop + removed_by_join_per_loop + removed_by_recheck_per_loop) *
           loops;
  }
  [[nodiscard]] std::int64_t buffers() const { return shared_hit + shared_read; }
  /// What was logged of the rows themselves: images of whole pages follow a checkpoint.
  [[nodiscard]] std::int64_t wal_without_images() const {
    constexpr std::int64_t page = 8192;
    return std::max<std::int64_t>(0, wal_bytes - wal_page_images * page);
  }
};

/// What a trigger, or the check of a foreign key, did while the statement ran.
struct TriggerCalls {
  std::string name;
  std::string constraint;  ///< Of a constraint trigger.
  std::string table;
  double calls = 0.0;
  double milliseconds = 0.0;
};

/// What it took to turn the rows into what is sent, from PostgreSQL 17 on.
struct Serialization {
  double milliseconds = 0.0;
  std::int64_t kilobytes = 0;
  std::string format;  ///< "text" or "binary".
};

struct Plan {
  PlanNode root;
  bool analyzed = false;     ///< Whether it was executed: rows, loops and times are known.
  bool has_buffers = false;  ///< Whether buffers and temporary blocks are.
  bool has_wal = false;
  double planning_ms = 0.0;
  double execution_ms = 0.0;
  std::map<std::string, std::string> settings;  ///< Of the planner, where not the default.
  std::vector<TriggerCalls> triggers;
  /// Measured beside the plan where the statement writes: what triggers touched after the last row,
  /// which is in no node, less what nodes read of the server's own catalogue, which a VACUUM
  /// empties from the session's caches.
  std::int64_t trigger_buffers = 0;
  std::optional<Serialization> serialization;

  /// Of the whole statement.
  [[nodiscard]] std::int64_t buffers() const { return root.buffers() + trigger_buffers; }
  /// Rows that the statement wrote.
  [[nodiscard]] double rows_written() const;
  /// Rows that the statement returned or, where those are more, that it wrote.
  [[nodiscard]] double rows() const;
  /// Rows as the server counts them in its answer: of INSERT, UPDATE, DELETE and MERGE those that
  /// were written, else those that were returned.
  [[nodiscard]] double rows_counted() const;
};

/// `json` as EXPLAIN (FORMAT JSON) prints it: an array of one object, or that object.
/// Throws Failure when it is no plan.
[[nodiscard]] Plan parse_plan(const nlohmann::ordered_json& json);

/// Calls `visit` for every node, in reading order.
void for_each_node(const PlanNode& root, const std::function<void(const PlanNode&)>& visit);

/// Whether the node reads a table itself: Seq Scan, Index Scan, Bitmap Heap Scan, ...  A Bitmap
/// Index Scan reads only the index.
[[nodiscard]] bool scans_table(const PlanNode& node);

/// The kinds of scans of tables, each once, joined by ", "; the root's kind where there is none.
[[nodiscard]] std::string scan_kinds(const Plan& plan);

/// The indexes that are scanned, likewise; empty where there is none.  Of more than eight, the
/// first three and the number of the others.
[[nodiscard]] std::string index_names(const Plan& plan);

}  // namespace eventstore::explain
