// COPY of rows into the partitions that they belong in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/pg/wire.hpp"
#include "generator/copy_encoder.hpp"
#include "generator/copy_stream.hpp"
#include "generator/partition_routing.hpp"

namespace eventstore::seed {

/// Used as a CopyStream is.  A connection can have one COPY at a time, so rows wait until there is
/// a megabyte for a partition; each such COPY commits by itself unless a transaction is open. Where
/// there are no partitions, it is a CopyStream.
class PartitionedCopy {
 public:
  /// All must outlive the copy.  Throws Failure.
  PartitionedCopy(pg::Wire& wire, const TableLayout& table, const PartitionRouting& routing);

  void write(const Event& row);

  /// Writes what still waits; returns how many rows the server has taken.  Throws Failure.
  std::int64_t finish();

  [[nodiscard]] std::int64_t bytes() const { return stream_ ? stream_->bytes() : bytes_; }

 private:
  void copy(std::size_t target);

  pg::Wire& wire_;
  const TableLayout& table_;
  const PartitionRouting& routing_;
  std::optional<CopyStream> stream_;
  CopyEncoder encoder_;
  std::vector<std::string> waiting_;  ///< Encoded rows, by target.
  std::int64_t bytes_ = 0;
  std::int64_t rows_taken_ = 0;
};

}  // namespace eventstore::seed
