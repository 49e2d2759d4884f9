// Rows in the binary format of COPY.
#pragma once

#include <string>
#include <string_view>

#include "generator/row_encoder.hpp"

namespace eventstore::seed {

/// What every stream of binary COPY begins and ends with.
[[nodiscard]] std::string_view copy_header();
[[nodiscard]] std::string_view copy_trailer();

class CopyEncoder final : public RowEncoder {
 public:
  using RowEncoder::RowEncoder;

 private:
  void begin_row(std::string& out, std::size_t columns) override;
  void append_number(std::string& out, const CopyColumn& column, std::int64_t value) override;
  void append_time(std::string& out, std::int64_t unix_us) override;
  void append_text_value(std::string& out, std::string_view text) override;
  void append_uuid(std::string& out, const Uuid& id) override;
  void append_document(std::string& out, Encoding encoding, std::string_view json) override;
};

}  // namespace eventstore::seed
