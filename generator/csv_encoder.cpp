#include "generator/csv_encoder.hpp"

#include "generator/literal_text.hpp"

namespace eventstore::seed {

void CsvEncoder::append_number(std::string& out, const CopyColumn& /*column*/, std::int64_t value) {
  append_decimal(out, value);
}

void CsvEncoder::append_time(std::string& out, std::int64_t unix_us) {
  append_timestamp(out, unix_us);
}

void CsvEncoder::append_text_value(std::string& out, std::string_view text) {
  append_quoted(out, text, '"');
}

void CsvEncoder::append_uuid(std::string& out, const Uuid& id) {
  append_text(out, id);
}

void CsvEncoder::append_document(std::string& out, Encoding encoding, std::string_view json) {
  if (encoding == Encoding::bytea) return append_hex_bytes(out, json);
  append_quoted(out, json, '"');
}

}  // namespace eventstore::seed
