#include "generator/copy_decoder.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "core/pg/value.hpp"
#include "core/tool/errors.hpp"
#include "generator/copy_encoder.hpp"

namespace eventstore::seed {

namespace {

/// Takes numbers and bytes off the front of a message.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_(bytes) {}

  std::string_view take(std::size_t count) {
    if (bytes_.size() < count) throw Failure("a row that was read back is cut short");
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }

  /// Big-endian, with its sign.
  template <typename Integer>
  Integer integer() {
    return static_cast<Integer>(integer_from(take(sizeof(Integer))));
  }

  static std::int64_t integer_from(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes) value = value << 8U | static_cast<std::uint8_t>(byte);
    return bytes.size() == 4 ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value);
  }

  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

}  // namespace

bool CopyDecoder::read(std::string_view message, Event& event) {
  if (message.starts_with(copy_header())) message.remove_prefix(copy_header().size());
  Cursor cursor{message};
  if (cursor.empty()) return false;
  const auto count = cursor.integer<std::int16_t>();
  if (count == -1) return false;
  if (static_cast<std::size_t>(count) != columns_.size()) {
    throw Failure(
        fmt::format("a row that was read back has {} columns, not {}", count, columns_.size()));
  }
  event = Event{};
  complaint_.clear();
  for (const CopyColumn& column : columns_) {
    const auto length = cursor.integer<std::int32_t>();
    if (length < 0) {
      complain(column, "is NULL");
    } else {
      read_field(column, cursor.take(static_cast<std::size_t>(length)), event);
    }
  }
  check_derived(event);
  return true;
}

void CopyDecoder::complain(const CopyColumn& column, std::string_view what) {
  if (complaint_.empty()) complaint_ = fmt::format("its {} {}", column.name, what);
}

void CopyDecoder::read_id(const CopyColumn& column, std::string_view bytes, Uuid& id) {
  if (column.encoding == Encoding::text) {
    text_.clear();
    try {
      pg::append_uuid_bytes(text_, bytes);
      bytes = text_;
    } catch (const std::invalid_argument&) {
      bytes = {};
    }
  }
  if (bytes.size() != id.bytes.size()) return complain(column, "is not a UUID");
  std::transform(bytes.begin(), bytes.end(), id.bytes.begin(),
                 [](char byte) { return static_cast<std::uint8_t>(byte); });
}

void CopyDecoder::read_timestamp(const CopyColumn& column, std::int64_t since_2000_us,
                                 Event& event) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (since_2000_us == Limits::min() || since_2000_us == Limits::max()) {
    return complain(column, "is infinite");
  }
  event.timestamp_us = since_2000_us + pg::postgres_epoch_us;
}

void CopyDecoder::read_field(const CopyColumn& column, std::string_view bytes, Event& event) {
  const auto number = [&] { return Cursor::integer_from(bytes); };
  const auto document = [&] {
    return column.encoding == Encoding::jsonb && !bytes.empty() ? bytes.substr(1) : bytes;
  };
  switch (column.field) {
    case Field::position:
      event.position = number();
      break;
    case Field::transaction_id:
      transaction_id_ = number();
      break;
    case Field::sequence_number:
      event.sequence_number = number();
      break;
    case Field::expected_version:
      expected_version_ = number();
      break;
    case Field::timestamp:
      read_timestamp(column, number(), event);
      break;
    case Field::tenant_key:
      event.tenant_key = static_cast<std::int32_t>(number());
      break;
    case Field::tenant_id:
      event.tenant_id = bytes;
      break;
    case Field::event_id:
      read_id(column, bytes, event.event_id);
      break;
    case Field::aggregate_id:
      read_id(column, bytes, event.aggregate_id);
      break;
    case Field::stream_id:
      stream_id_ = bytes;
      break;
    case Field::aggregate_type:
      event.aggregate_type = bytes;
      break;
    case Field::event_type:
      event.event_type = bytes;
      break;
    case Field::payload_revision:
      event.payload_revision = bytes;
      break;
    case Field::metadata:
      event.metadata = document();
      break;
    case Field::payload:
      event.payload = document();
      break;
  }
}

void CopyDecoder::check_derived(const Event& event) {
  for (const CopyColumn& column : columns_) {
    if (column.field == Field::transaction_id && transaction_id_ != seeded_transaction_id) {
      complain(column, fmt::format("is {}, not {}", transaction_id_, seeded_transaction_id));
    } else if (column.field == Field::expected_version &&
               expected_version_ != event.sequence_number - 1) {
      complain(column, "is not one less than its sequence number");
    } else if (column.field == Field::stream_id) {
      text_.clear();
      append_stream_id(text_, event);
      if (stream_id_ != text_) complain(column, "does not name its aggregate");
    }
  }
}

}  // namespace eventstore::seed
