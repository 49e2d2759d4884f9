// Rows into one table, or its partitions, over a connection of its own; every commit holds the
// marks of its rows.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "generator/journal.hpp"
#include "generator/partitioned_copy.hpp"

namespace eventstore::seed {

class MarkedCopy {
 public:
  /// `table`, `routing` and `bytes` must outlive it; `bytes` counts what is sent.  Throws Failure.
  MarkedCopy(const pg::Database& database, const TableLayout& table,
             const PartitionRouting& routing, std::atomic<std::int64_t>& bytes);

  void write(const Event& row);

  /// Rows that are not committed yet.
  [[nodiscard]] std::int64_t rows() const { return rows_; }

  /// Marks a step in the transaction of these rows.
  void mark(const std::string& step, std::int64_t rows);

  /// Throws Failure, also when the server has not taken every row.
  void commit();

 private:
  void begin();
  void end_copy();

  const TableLayout& table_;
  const PartitionRouting& routing_;
  std::atomic<std::int64_t>& bytes_;
  pg::Wire wire_;
  JournalMarks marks_;
  std::optional<PartitionedCopy> stream_;
  bool is_open_ = false;  ///< The transaction.
  std::int64_t rows_ = 0;
};

}  // namespace eventstore::seed
