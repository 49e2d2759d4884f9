#include "generator/sql_encoder.hpp"

#include "generator/literal_text.hpp"

namespace eventstore::seed {

void SqlEncoder::append_number(std::string& out, const CopyColumn& column, std::int64_t value) {
  // There is no cast from numbers to xid8, only from text.
  const std::string_view quote = column.field == Field::transaction_id ? "'" : "";
  out += quote;
  append_decimal(out, value);
  out += quote;
}

void SqlEncoder::append_time(std::string& out, std::int64_t unix_us) {
  out += '\'';
  append_timestamp(out, unix_us);
  out += '\'';
}

void SqlEncoder::append_text_value(std::string& out, std::string_view text) {
  append_quoted(out, text, '\'');
}

void SqlEncoder::append_uuid(std::string& out, const Uuid& id) {
  out += '\'';
  append_text(out, id);
  out += '\'';
}

void SqlEncoder::append_document(std::string& out, Encoding encoding, std::string_view json) {
  if (encoding != Encoding::bytea) return append_quoted(out, json, '\'');
  out += '\'';
  append_hex_bytes(out, json);
  out += '\'';
}

}  // namespace eventstore::seed
