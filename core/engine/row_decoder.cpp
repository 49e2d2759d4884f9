#include "core/engine/row_decoder.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "core/events/event.hpp"
#include "core/pg/value.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::engine {

namespace {

struct IntegerField {
  std::string_view canonical;
  EventField field;
  std::int64_t StoredEvent::*member;
};
constexpr std::array integer_fields{
    IntegerField{"position", EventField::position, &StoredEvent::position},
    IntegerField{"transaction_id", EventField::transaction_id, &StoredEvent::transaction_id},
    IntegerField{"sequence_number", EventField::sequence_number, &StoredEvent::sequence_number},
    IntegerField{"expected_version", EventField::expected_version, &StoredEvent::expected_version},
    IntegerField{"timestamp", EventField::timestamp, &StoredEvent::timestamp_us},
    IntegerField{"tenant_key", EventField::tenant_key, &StoredEvent::tenant_key},
};

struct TextField {
  std::string_view canonical;
  EventField field;
  std::string_view StoredEvent::*member;
};
constexpr std::array text_fields{
    TextField{"tenant_id", EventField::tenant_id, &StoredEvent::tenant_id},
    TextField{"event_id", EventField::event_id, &StoredEvent::event_id},
    TextField{"stream_id", EventField::stream_id, &StoredEvent::stream_id},
    TextField{"aggregate_id", EventField::aggregate_id, &StoredEvent::aggregate_id},
    TextField{"aggregate_type", EventField::aggregate_type, &StoredEvent::aggregate_type},
    TextField{"event_type", EventField::event_type, &StoredEvent::event_type},
    TextField{"payload_revision", EventField::payload_revision, &StoredEvent::payload_revision},
    TextField{"metadata", EventField::metadata, &StoredEvent::metadata},
    TextField{"payload", EventField::payload, &StoredEvent::payload},
};

// pg_type.dat
constexpr unsigned oid_int8 = 20;
constexpr unsigned oid_int4 = 23;
constexpr unsigned oid_timestamp = 1114;
constexpr unsigned oid_timestamptz = 1184;
constexpr unsigned oid_uuid = 2950;
constexpr unsigned oid_jsonb = 3802;
constexpr unsigned oid_xid8 = 5069;

template <typename Integer>
Integer from_big_endian(const char* bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes[i]);
  }
  return static_cast<Integer>(value);
}

bool is_timestamp(unsigned oid) {
  return oid == oid_timestamptz || oid == oid_timestamp;
}

/// Reads digits at the front of `text` and drops them, with the character behind them.
int take_number(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) throw Failure("no number");
  const auto used = static_cast<std::size_t>(end - text.data());
  text.remove_prefix(std::min(used + 1, text.size()));
  return number;
}

/// ".5" is half a million microseconds; drops what it reads.
std::int64_t take_fraction(std::string_view& text) {
  std::int64_t microseconds = 0;
  std::int64_t unit = 100'000;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    microseconds += unit * (text.front() - '0');
    unit /= 10;
    text.remove_prefix(1);
  }
  return microseconds;
}

/// "+05:30" in seconds; 0 when there is none.
std::int64_t offset_seconds(std::string_view text) {
  if (text.empty()) return 0;
  const std::int64_t sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  std::int64_t seconds = 0;
  for (std::int64_t unit = 3600; !text.empty() && unit > 0; unit /= 60) {
    seconds += unit * take_number(text);
  }
  return sign * seconds;
}

std::int64_t read_timestamp(std::string_view text) {
  const std::chrono::year year{take_number(text)};
  const auto month = static_cast<unsigned>(take_number(text));
  const auto day = static_cast<unsigned>(take_number(text));
  const std::chrono::year_month_day date{year, std::chrono::month{month}, std::chrono::day{day}};
  if (!date.ok()) throw Failure("no date");
  std::int64_t seconds = std::chrono::sys_days{date}.time_since_epoch().count() * 86'400LL;
  seconds += 3600LL * take_number(text);
  seconds += 60LL * take_number(text);
  constexpr std::size_t two_digits = 2;
  std::string_view second = text.substr(0, two_digits);
  seconds += take_number(second);
  text.remove_prefix(std::min(two_digits, text.size()));
  std::int64_t microseconds = 0;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    microseconds = take_fraction(text);
  }
  if (text.ends_with("BC")) throw Failure("before our era");
  return (seconds - offset_seconds(text)) * 1'000'000 + microseconds;
}

}  // namespace

std::int64_t number_from_text(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw Failure(fmt::format("the server sent '{}' where a number belongs", text));
  }
  return number;
}

std::int64_t timestamp_from_text(std::string_view text) {
  try {
    return read_timestamp(text);
  } catch (const Failure&) {
    throw Failure(fmt::format("the server sent '{}' where a time belongs", text));
  }
}

RowDecoder::Form RowDecoder::form_of(const pg::Reply& reply, int column, bool is_integer) const {
  const unsigned type = reply.column_type(column);
  if (!reply.is_binary(column)) {
    if (!is_integer) return Form::as_it_is;
    return is_timestamp(type) ? Form::text_timestamp : Form::text_number;
  }
  if (is_integer) {
    if (type == oid_int8 || type == oid_xid8) return Form::binary_int8;
    if (type == oid_int4) return Form::binary_int4;
    if (is_timestamp(type)) return Form::binary_timestamp;
    throw Failure(fmt::format("column {} of table {} must be an integer or a time, as {} knows it",
                              reply.column_name(column), role_.table, "store.toml"));
  }
  if (type == oid_uuid) return Form::binary_uuid;
  if (type == oid_jsonb) return Form::binary_jsonb;
  return Form::as_it_is;
}

void RowDecoder::learn_columns(const pg::Reply& reply) {
  for (int number = 0; number < reply.column_count(); ++number) {
    for (const auto& [canonical, name] : role_.columns) {
      if (name != reply.column_name(number)) continue;
      for (const IntegerField& field : integer_fields) {
        if (field.canonical != canonical) continue;
        fields_ |= static_cast<std::uint16_t>(field.field);
        columns_.push_back({.number = number,
                            .form = form_of(reply, number, true),
                            .integer = field.member,
                            .text = nullptr});
      }
      for (const TextField& field : text_fields) {
        if (field.canonical != canonical) continue;
        fields_ |= static_cast<std::uint16_t>(field.field);
        columns_.push_back({.number = number,
                            .form = form_of(reply, number, false),
                            .integer = nullptr,
                            .text = field.member});
        if (columns_.back().form == Form::binary_uuid) ++uuid_columns_;
      }
    }
  }
}

/// Returns where the next uuid's text goes.
char* RowDecoder::decode(const pg::Reply& reply, int row, StoredEvent& event, char* ids) const {
  event.fields = fields_;
  for (const Column& column : columns_) {
    const std::string_view bytes = reply.bytes(row, column.number);
    if (bytes.empty()) continue;  // NULL, or an empty text: both are what the field is already.
    switch (column.form) {
      case Form::binary_int4:
        event.*column.integer = from_big_endian<std::int32_t>(bytes.data());
        break;
      case Form::binary_int8:
        event.*column.integer = from_big_endian<std::int64_t>(bytes.data());
        break;
      case Form::binary_timestamp:
        event.*column.integer = from_big_endian<std::int64_t>(bytes.data()) + pg::postgres_epoch_us;
        break;
      case Form::text_number:
        event.*column.integer = number_from_text(bytes);
        break;
      case Form::text_timestamp:
        event.*column.integer = timestamp_from_text(bytes);
        break;
      case Form::binary_uuid: {
        std::array<std::uint8_t, 16> octets;
        bytes.copy(reinterpret_cast<char*>(octets.data()), octets.size());
        write_uuid_text(ids, octets.data());
        event.*column.text = {ids, uuid_text_length};
        ids += uuid_text_length;
        break;
      }
      case Form::binary_jsonb:
        event.*column.text = bytes.substr(1);
        break;
      case Form::as_it_is:
        event.*column.text = bytes;
        break;
    }
  }
  return ids;
}

EventBatch RowDecoder::events(pg::Reply reply) {
  if (columns_.empty()) learn_columns(reply);
  EventBatch batch;
  const auto rows = static_cast<std::size_t>(reply.row_count());
  batch.reply_ = std::move(reply);
  if (rows == 0) return batch;
  batch.events_.resize(rows);
  batch.ids_ = std::make_unique_for_overwrite<char[]>(rows * uuid_columns_ * uuid_text_length);
  char* ids = batch.ids_.get();
  for (std::size_t row = 0; row < rows; ++row) {
    ids = decode(batch.reply_, static_cast<int>(row), batch.events_[row], ids);
  }
  return batch;
}

StoredEvent RowDecoder::event(const pg::Reply& reply, int row) {
  if (columns_.empty()) learn_columns(reply);
  row_ids_.resize(uuid_columns_ * uuid_text_length);
  StoredEvent event;
  decode(reply, row, event, row_ids_.data());
  return event;
}

StoredSnapshot RowDecoder::snapshot(const pg::Reply& reply, int row) {
  const StoredEvent read = event(reply, row);
  return {.sequence_number = read.sequence_number,
          .timestamp_us = read.timestamp_us,
          .aggregate_type = read.aggregate_type,
          .payload = read.payload};
}

}  // namespace eventstore::engine
