#include "generator/copy_stream.hpp"

#include <fmt/format.h>

namespace eventstore::seed {

namespace {

/// Larger buffers gain nothing (limits of bulk loading, measured); smaller ones cost system calls.
constexpr std::size_t buffer_bytes = std::size_t{64} * 1024;

}  // namespace

CopyStream::CopyStream(pg::Wire& wire, const TableLayout& table)
    : wire_(wire), encoder_(table.columns) {
  buffer_.reserve(buffer_bytes * 2);
  wire_.copy_in_begin(
      fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", table.identifier, table.column_list));
  is_open_ = true;
  buffer_ = copy_header();
}

CopyStream::~CopyStream() {
  if (is_open_) wire_.copy_in_abort("seed-events gives up");
}

void CopyStream::write(const Event& row) {
  encoder_.append_row(buffer_, row);
  if (buffer_.size() >= buffer_bytes) flush();
}

void CopyStream::flush() {
  wire_.copy_in(buffer_);
  bytes_ += static_cast<std::int64_t>(buffer_.size());
  buffer_.clear();
}

std::int64_t CopyStream::finish() {
  buffer_ += copy_trailer();
  flush();
  is_open_ = false;
  return wire_.copy_in_end();
}

pg::Wire loading_connection(const pg::Database& database) {
  pg::Wire wire{database};
  // Through a pooler it would stay behind, and is only quicker.
  if (!wire.is_pooled()) wire.set("synchronous_commit", "off");
  return wire;
}

}  // namespace eventstore::seed
