// Which partition a row belongs in, as far as that is known before it is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/events/event.hpp"
#include "core/pg/session.hpp"
#include "generator/plan.hpp"
#include "generator/store_layout.hpp"

namespace eventstore::seed {

/// The positions of one partition.
struct PartitionRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// Reads `FOR VALUES FROM ('1') TO (MAXVALUE)`: a range of one whole number.  Nothing for any other
/// bound: DEFAULT, a list, a remainder, several columns.
[[nodiscard]] std::optional<PartitionRange> parse_position_range(const std::string& bound);

/// Of a table that is partitioned by the tenant, in whatever way, or by ranges of the position; the
/// server is asked, so that no rule of its is repeated here.  Rows of any other table, and rows
/// that belong in a partition of partitions, go to the table itself, which finds their place.
class PartitionRouting {
 public:
  /// Throws pg::StatementError.
  [[nodiscard]] static PartitionRouting read(pg::Session& session, const TableLayout& table,
                                             std::span<const PlannedTenant> tenants);

  /// What rows are written to, as SQL has it: the table itself, then its partitions, if any.
  [[nodiscard]] const std::vector<std::string>& targets() const { return targets_; }

  /// Where in `targets` the row goes.
  [[nodiscard]] std::size_t target_of(const Event& row) const;

 private:
  struct RangeTarget {
    PartitionRange positions;
    std::size_t target = 0;
  };
  explicit PartitionRouting(const TableLayout& table) : targets_{table.identifier} {}

  std::vector<std::string> targets_;
  std::unordered_map<std::int32_t, std::size_t> by_tenant_;  ///< By the tenant's key.
  std::vector<RangeTarget> by_position_;                     ///< In the order of positions.
};

}  // namespace eventstore::seed
