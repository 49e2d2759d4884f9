#include "generator/copy_encoder.hpp"

#include "core/pg/value.hpp"

namespace eventstore::seed {

namespace {

using namespace std::string_view_literals;

void append_number(std::string& out, Encoding encoding, std::int64_t value) {
  if (encoding == Encoding::int32) {
    pg::append_int32(out, 4);
    pg::append_int32(out, static_cast<std::int32_t>(value));
  } else {
    pg::append_int32(out, 8);
    pg::append_int64(out, value);
  }
}

void append_bytes(std::string& out, std::string_view bytes) {
  pg::append_int32(out, static_cast<std::int32_t>(bytes.size()));
  out += bytes;
}

void append_document(std::string& out, Encoding encoding, std::string_view json) {
  constexpr char jsonb_version = 1;
  if (encoding != Encoding::jsonb) {
    append_bytes(out, json);
    return;
  }
  pg::append_int32(out, static_cast<std::int32_t>(json.size() + 1));
  out += jsonb_version;
  out += json;
}

}  // namespace

std::string_view copy_header() {
  return "PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0"sv;
}

std::string_view copy_trailer() {
  return "\xff\xff"sv;
}

void append_stream_id(std::string& out, const Event& event) {
  out += event.aggregate_type;
  out += '-';
  append_text(out, event.aggregate_id);
}

void CopyEncoder::append_row(std::string& out, const Event& event) {
  pg::append_int16(out, static_cast<std::int16_t>(columns_.size()));
  for (const CopyColumn& column : columns_) append_field(out, column, event);
}

void CopyEncoder::append_id(std::string& out, Encoding encoding, const Uuid& id) {
  if (encoding == Encoding::uuid) {
    pg::append_int32(out, static_cast<std::int32_t>(id.bytes.size()));
    for (const std::uint8_t byte : id.bytes) out += static_cast<char>(byte);
  } else {
    text_.clear();
    append_text(text_, id);
    append_bytes(out, text_);
  }
}

void CopyEncoder::append_field(std::string& out, const CopyColumn& column, const Event& event) {
  const Encoding encoding = column.encoding;
  switch (column.field) {
    case Field::position:
      return append_number(out, encoding, event.position);
    case Field::transaction_id:
      return append_number(out, encoding, seeded_transaction_id);
    case Field::sequence_number:
      return append_number(out, encoding, event.sequence_number);
    case Field::expected_version:
      return append_number(out, encoding, event.sequence_number - 1);
    case Field::timestamp:
      return append_number(out, encoding, event.timestamp_us - pg::postgres_epoch_us);
    case Field::tenant_key:
      return append_number(out, encoding, event.tenant_key);
    case Field::tenant_id:
      return append_bytes(out, event.tenant_id);
    case Field::event_id:
      return append_id(out, encoding, event.event_id);
    case Field::aggregate_id:
      return append_id(out, encoding, event.aggregate_id);
    case Field::stream_id:
      text_.clear();
      append_stream_id(text_, event);
      return append_bytes(out, text_);
    case Field::aggregate_type:
      return append_bytes(out, event.aggregate_type);
    case Field::event_type:
      return append_bytes(out, event.event_type);
    case Field::payload_revision:
      return append_bytes(out, event.payload_revision);
    case Field::metadata:
      return append_document(out, encoding, event.metadata);
    case Field::payload:
      return append_document(out, encoding, event.payload);
  }
}

}  // namespace eventstore::seed
