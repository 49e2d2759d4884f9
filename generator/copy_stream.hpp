// One COPY into one table over a connection of its own.
#pragma once

#include <cstdint>
#include <string>

#include "core/pg/wire.hpp"
#include "generator/copy_encoder.hpp"
#include "generator/store_layout.hpp"

namespace eventstore::seed {

/// Rows stay only when `finish` was called; a stream that is destroyed before gives them up.
class CopyStream {
 public:
  /// Both must outlive the stream.  Throws Failure.
  CopyStream(pg::Wire& wire, const TableLayout& table);
  ~CopyStream();
  CopyStream(const CopyStream&) = delete;
  CopyStream& operator=(const CopyStream&) = delete;

  void write(const Event& row);

  /// Commits; returns how many rows the server has taken.  Throws Failure.
  std::int64_t finish();

  [[nodiscard]] std::int64_t bytes() const { return bytes_; }

 private:
  void flush();

  pg::Wire& wire_;
  CopyEncoder encoder_;
  std::string buffer_;
  std::int64_t bytes_ = 0;
  bool is_open_ = false;
};

/// A connection set up for loading: lz4 where the server knows it, and commits that do not wait for
/// the disk, because the manifest says "loading" until one that does.
[[nodiscard]] pg::Wire loading_connection(const pg::Database& database);

}  // namespace eventstore::seed
