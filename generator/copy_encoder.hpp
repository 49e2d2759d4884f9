// Rows in the binary format of COPY.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/events/event.hpp"
#include "generator/copy_columns.hpp"

namespace eventstore::seed {

/// What every stream of binary COPY begins and ends with.
[[nodiscard]] std::string_view copy_header();
[[nodiscard]] std::string_view copy_trailer();

/// "<type>-<id>": how stores that name streams call an aggregate's.
void append_stream_id(std::string& out, const Event& event);

class CopyEncoder {
 public:
  explicit CopyEncoder(std::vector<CopyColumn> columns) : columns_(std::move(columns)) {}

  void append_row(std::string& out, const Event& event);

 private:
  void append_field(std::string& out, const CopyColumn& column, const Event& event);
  void append_id(std::string& out, Encoding encoding, const Uuid& id);

  std::vector<CopyColumn> columns_;
  std::string text_;
};

}  // namespace eventstore::seed
