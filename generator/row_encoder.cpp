#include "generator/row_encoder.hpp"

namespace eventstore::seed {

void append_stream_id(std::string& out, const Event& event) {
  out += event.aggregate_type;
  out += '-';
  append_text(out, event.aggregate_id);
}

void RowEncoder::append_row(std::string& out, const Event& event) {
  begin_row(out, columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) separate(out);
    append_value(out, columns_[i], event);
  }
  end_row(out);
}

void RowEncoder::append_id(std::string& out, const CopyColumn& column, const Uuid& id) {
  if (column.encoding == Encoding::uuid) return append_uuid(out, id);
  text_.clear();
  append_text(text_, id);
  append_text_value(out, text_);
}

void RowEncoder::append_value(std::string& out, const CopyColumn& column, const Event& event) {
  switch (column.field) {
    case Field::position:
      return append_number(out, column, event.position);
    case Field::transaction_id:
      return append_number(out, column, seeded_transaction_id);
    case Field::sequence_number:
      return append_number(out, column, event.sequence_number);
    case Field::expected_version:
      return append_number(out, column, event.sequence_number - 1);
    case Field::timestamp:
      return append_time(out, event.timestamp_us);
    case Field::tenant_key:
      return append_number(out, column, event.tenant_key);
    case Field::tenant_id:
      return append_text_value(out, event.tenant_id);
    case Field::event_id:
      return append_id(out, column, event.event_id);
    case Field::aggregate_id:
      return append_id(out, column, event.aggregate_id);
    case Field::stream_id:
      text_.clear();
      append_stream_id(text_, event);
      return append_text_value(out, text_);
    case Field::aggregate_type:
      return append_text_value(out, event.aggregate_type);
    case Field::event_type:
      return append_text_value(out, event.event_type);
    case Field::payload_revision:
      return append_text_value(out, event.payload_revision);
    case Field::metadata:
      return append_document(out, column.encoding, event.metadata);
    case Field::payload:
      return append_document(out, column.encoding, event.payload);
  }
}

}  // namespace eventstore::seed
