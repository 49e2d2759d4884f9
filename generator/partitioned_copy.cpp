#include "generator/partitioned_copy.hpp"

#include <fmt/format.h>

namespace eventstore::seed {

namespace {

constexpr std::size_t waiting_bytes = std::size_t{1024} * 1024;

}  // namespace

PartitionedCopy::PartitionedCopy(pg::Wire& wire, const TableLayout& table,
                                 const PartitionRouting& routing)
    : wire_(wire), table_(table), routing_(routing), encoder_(table.columns) {
  if (routing.targets().size() == 1) {
    stream_.emplace(wire, table);
  } else {
    waiting_.resize(routing.targets().size());
  }
}

void PartitionedCopy::write(const Event& row) {
  if (stream_) return stream_->write(row);
  const std::size_t target = routing_.target_of(row);
  std::string& rows = waiting_[target];
  encoder_.append_row(rows, row);
  if (rows.size() >= waiting_bytes) copy(target);
}

std::int64_t PartitionedCopy::finish() {
  if (stream_) return stream_->finish();
  for (std::size_t target = 0; target < waiting_.size(); ++target) {
    if (!waiting_[target].empty()) copy(target);
  }
  return rows_taken_;
}

void PartitionedCopy::copy(std::size_t target) {
  std::string& rows = waiting_[target];
  wire_.copy_in_begin(fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)",
                                  routing_.targets()[target], table_.column_list));
  wire_.copy_in(copy_header());
  wire_.copy_in(rows);
  wire_.copy_in(copy_trailer());
  rows_taken_ += wire_.copy_in_end();
  bytes_ += static_cast<std::int64_t>(copy_header().size() + rows.size() + copy_trailer().size());
  rows.clear();
}

}  // namespace eventstore::seed
