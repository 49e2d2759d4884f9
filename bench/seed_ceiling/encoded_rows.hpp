// Rows that are encoded already: what is left is to push them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventstore::ceiling {

/// Some rows each, in COPY's binary format, without its header and trailer.
struct EncodedRows {
  std::vector<std::string> chunks;
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
};

/// What every stream of binary COPY begins and ends with (PostgreSQL's documentation of COPY,
/// "Binary Format"; flags and extension are empty).
[[nodiscard]] std::string_view stream_header();
[[nodiscard]] std::string_view stream_trailer();

/// Cuts a whole binary COPY file into chunks of `rows_per_chunk`.  Throws Failure when it is none,
/// or is cut short.
[[nodiscard]] EncodedRows cut_rows(std::string_view file, std::int64_t rows_per_chunk);

/// The same for a file by its path.
[[nodiscard]] EncodedRows read_rows(const std::string& path, std::int64_t rows_per_chunk);

}  // namespace eventstore::ceiling
