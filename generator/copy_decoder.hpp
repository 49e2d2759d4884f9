// Rows read back in the binary format of COPY, as events again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/events/event.hpp"
#include "generator/copy_columns.hpp"

namespace eventstore::seed {

/// The inverse of CopyEncoder, for the same columns in the same order.
class CopyDecoder {
 public:
  explicit CopyDecoder(std::vector<CopyColumn> columns) : columns_(std::move(columns)) {}

  /// Reads one message of COPY TO.  False for a message without a row: header or trailer.  The
  /// event's views point into `message`.  Throws Failure when it is not in COPY's binary format.
  [[nodiscard]] bool read(std::string_view message, Event& event);

  /// What is wrong in the last row by itself: a NULL, an id that is none, a column that does not
  /// follow from the others.  Empty when nothing is.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  void read_field(const CopyColumn& column, std::string_view bytes, Event& event);
  void check_derived(const Event& event);
  void complain(const CopyColumn& column, std::string_view what);
  void read_timestamp(const CopyColumn& column, std::int64_t since_2000_us, Event& event);
  void read_id(const CopyColumn& column, std::string_view bytes, Uuid& id);

  std::vector<CopyColumn> columns_;
  std::string complaint_;
  std::string text_;
  // Of columns that follow from others: compared when the whole row is there.
  std::int64_t transaction_id_ = 0;
  std::int64_t expected_version_ = 0;
  std::string_view stream_id_;
};

}  // namespace eventstore::seed
