#include "bench/seed_ceiling/encoded_rows.hpp"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::ceiling {

namespace {

using namespace std::string_view_literals;

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<std::uint8_t>(byte);
  return bytes.size() == 2 ? static_cast<std::int16_t>(value) : static_cast<std::int32_t>(value);
}

/// The length of the row that `bytes` begin with; 0 for the trailer.
std::size_t row_length(std::string_view bytes) {
  const auto take = [&bytes](std::size_t at, std::size_t count) {
    if (bytes.size() < at + count) throw Failure("a file of binary COPY is cut short");
    return big_endian(bytes.substr(at, count));
  };
  const std::int64_t columns = take(0, 2);
  if (columns == -1) return 0;
  std::size_t length = 2;
  for (std::int64_t i = 0; i < columns; ++i) {
    const std::int64_t octets = take(length, 4);
    length += 4 + static_cast<std::size_t>(octets < 0 ? 0 : octets);
  }
  if (length > bytes.size()) throw Failure("a file of binary COPY is cut short");
  return length;
}

}  // namespace

std::string_view stream_header() {
  return "PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0"sv;
}

std::string_view stream_trailer() {
  return "\xff\xff"sv;
}

EncodedRows cut_rows(std::string_view file, std::int64_t rows_per_chunk) {
  if (!file.starts_with(stream_header())) throw Failure("this is no file of binary COPY");
  file.remove_prefix(stream_header().size());
  EncodedRows encoded;
  std::size_t end = 0;
  while (true) {
    const std::size_t length = row_length(file.substr(end));
    const bool is_last = length == 0;
    if (!is_last) {
      end += length;
      ++encoded.rows;
    }
    if (end > 0 && (is_last || encoded.rows % rows_per_chunk == 0)) {
      encoded.chunks.emplace_back(file.substr(0, end));
      encoded.bytes += static_cast<std::int64_t>(end);
      file.remove_prefix(end);
      end = 0;
    }
    if (is_last) return encoded;
  }
}

EncodedRows read_rows(const std::string& path, std::int64_t rows_per_chunk) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw Failure(fmt::format("cannot read {}", path));
  return cut_rows(text.view(), rows_per_chunk);
}

}  // namespace eventstore::ceiling
