#include "generator/marked_copy.hpp"

#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::seed {

MarkedCopy::MarkedCopy(const pg::Database& database, const TableLayout& table,
                       const PartitionRouting& routing, std::atomic<std::int64_t>& bytes)
    : table_(table),
      routing_(routing),
      bytes_(bytes),
      wire_(loading_connection(database)),
      marks_(wire_) {}

void MarkedCopy::begin() {
  if (is_open_) return;
  wire_.command("BEGIN");
  is_open_ = true;
}

void MarkedCopy::write(const Event& row) {
  if (!stream_) {
    begin();
    stream_.emplace(wire_, table_, routing_);
  }
  stream_->write(row);
  ++rows_;
}

void MarkedCopy::end_copy() {
  if (!stream_) return;
  const std::int64_t taken = stream_->finish();
  bytes_ += stream_->bytes();
  stream_.reset();
  if (taken != rows_) {
    throw Failure(fmt::format("the server took {} of {} of table {}", grouped(taken),
                              counted(rows_, "row"), table_.name));
  }
}

void MarkedCopy::mark(const std::string& step, std::int64_t rows) {
  begin();
  end_copy();
  marks_.mark(step, rows);
}

void MarkedCopy::commit() {
  if (!is_open_) return;
  end_copy();
  wire_.command("COMMIT");
  is_open_ = false;
  rows_ = 0;
}

}  // namespace eventstore::seed
