// What a client must do with each row: find its columns, convert them, keep them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/store_profile.hpp"
#include "core/engine/event_batch.hpp"
#include "core/engine/stored_event.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::engine {

/// Reads the rows of one statement, in the format they come in (text or binary), by the names of
/// the store's columns.  Columns that the profile does not name are passed by.
class RowDecoder {
 public:
  /// `role`: the events or the snapshots of the store's profile.
  explicit RowDecoder(const catalogue::TableRole& role) : role_(role) {}

  /// All rows of an answer that is ok.  Throws Failure when a column has a type that its meaning
  /// cannot have, naming both.
  [[nodiscard]] EventBatch events(pg::Reply reply);

  /// One row; its views end with the reply, or with the next call of this function.
  [[nodiscard]] StoredEvent event(const pg::Reply& reply, int row);

  /// One row of the snapshots; its views end with the reply.
  [[nodiscard]] StoredSnapshot snapshot(const pg::Reply& reply, int row);

 private:
  enum class Form : std::uint8_t {
    binary_int4,
    binary_int8,
    binary_timestamp,
    binary_uuid,
    binary_jsonb,  ///< Its text, after one octet that says the version.
    text_number,
    text_timestamp,
    as_it_is,
  };
  struct Column {
    int number = 0;
    Form form = Form::as_it_is;
    std::int64_t StoredEvent::*integer = nullptr;  ///< One of the two is set.
    std::string_view StoredEvent::*text = nullptr;
  };

  void learn_columns(const pg::Reply& reply);
  [[nodiscard]] Form form_of(const pg::Reply& reply, int column, bool is_integer) const;
  char* decode(const pg::Reply& reply, int row, StoredEvent& event, char* ids) const;

  catalogue::TableRole role_;
  std::vector<Column> columns_;  ///< Of the statement; learnt from its first answer.
  std::uint16_t fields_ = 0;     ///< Of the columns, by EventField.
  std::size_t uuid_columns_ = 0;
  std::string row_ids_;  ///< Of the last single row.
};

/// The integer or timestamp (microseconds since 1970) that `text` is in PostgreSQL's text format
/// with DateStyle ISO.  Throws Failure when it is neither.
[[nodiscard]] std::int64_t number_from_text(std::string_view text);
[[nodiscard]] std::int64_t timestamp_from_text(std::string_view text);

}  // namespace eventstore::engine
