// Rows of a store's tables as bytes; each format says how a value looks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/events/event.hpp"
#include "generator/copy_columns.hpp"

namespace eventstore::seed {

/// "<type>-<id>": how stores that name streams call an aggregate's.
void append_stream_id(std::string& out, const Event& event);

/// Knows what each column of a row holds; a format is a class of its own.
class RowEncoder {
 public:
  explicit RowEncoder(std::vector<CopyColumn> columns) : columns_(std::move(columns)) {}
  RowEncoder(const RowEncoder&) = delete;
  RowEncoder& operator=(const RowEncoder&) = delete;
  virtual ~RowEncoder() = default;

  void append_row(std::string& out, const Event& event);

 protected:
  virtual void begin_row(std::string& out, std::size_t columns) = 0;
  virtual void end_row(std::string& /*out*/) {}
  /// Between two values.
  virtual void separate(std::string& /*out*/) {}

  virtual void append_number(std::string& out, const CopyColumn& column, std::int64_t value) = 0;
  /// Microseconds since 1970, UTC.
  virtual void append_time(std::string& out, std::int64_t unix_us) = 0;
  virtual void append_text_value(std::string& out, std::string_view text) = 0;
  virtual void append_uuid(std::string& out, const Uuid& id) = 0;
  virtual void append_document(std::string& out, Encoding encoding, std::string_view json) = 0;

 private:
  void append_value(std::string& out, const CopyColumn& column, const Event& event);
  void append_id(std::string& out, const CopyColumn& column, const Uuid& id);

  std::vector<CopyColumn> columns_;
  std::string text_;
};

}  // namespace eventstore::seed
