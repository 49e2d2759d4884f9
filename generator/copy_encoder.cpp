#include "generator/copy_encoder.hpp"

#include "core/pg/value.hpp"

namespace eventstore::seed {

namespace {

using namespace std::string_view_literals;

void append_bytes(std::string& out, std::string_view bytes) {
  pg::append_int32(out, static_cast<std::int32_t>(bytes.size()));
  out += bytes;
}

}  // namespace

std::string_view copy_header() {
  return "PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0"sv;
}

std::string_view copy_trailer() {
  return "\xff\xff"sv;
}

void CopyEncoder::begin_row(std::string& out, std::size_t columns) {
  pg::append_int16(out, static_cast<std::int16_t>(columns));
}

void CopyEncoder::append_number(std::string& out, const CopyColumn& column, std::int64_t value) {
  if (column.encoding == Encoding::int32) {
    pg::append_int32(out, 4);
    pg::append_int32(out, static_cast<std::int32_t>(value));
  } else {
    pg::append_int32(out, 8);
    pg::append_int64(out, value);
  }
}

void CopyEncoder::append_time(std::string& out, std::int64_t unix_us) {
  pg::append_int32(out, 8);
  pg::append_int64(out, unix_us - pg::postgres_epoch_us);
}

void CopyEncoder::append_text_value(std::string& out, std::string_view text) {
  append_bytes(out, text);
}

void CopyEncoder::append_uuid(std::string& out, const Uuid& id) {
  pg::append_int32(out, static_cast<std::int32_t>(id.bytes.size()));
  for (const std::uint8_t byte : id.bytes) out += static_cast<char>(byte);
}

void CopyEncoder::append_document(std::string& out, Encoding encoding, std::string_view json) {
  constexpr char jsonb_version = 1;
  if (encoding != Encoding::jsonb) {
    append_bytes(out, json);
    return;
  }
  pg::append_int32(out, static_cast<std::int32_t>(json.size() + 1));
  out += jsonb_version;
  out += json;
}

}  // namespace eventstore::seed
