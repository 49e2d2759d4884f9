// Rows as SQL: what stands after VALUES.
#pragma once

#include "generator/row_encoder.hpp"

namespace eventstore::seed {

/// "(1, 'text', ...)", for a session in which standard_conforming_strings is on: quotes are
/// doubled, backslashes stand for themselves.
class SqlEncoder final : public RowEncoder {
 public:
  using RowEncoder::RowEncoder;

 private:
  void begin_row(std::string& out, std::size_t /*columns*/) override { out += '('; }
  void end_row(std::string& out) override { out += ')'; }
  void separate(std::string& out) override { out += ", "; }
  void append_number(std::string& out, const CopyColumn& column, std::int64_t value) override;
  void append_time(std::string& out, std::int64_t unix_us) override;
  void append_text_value(std::string& out, std::string_view text) override;
  void append_uuid(std::string& out, const Uuid& id) override;
  void append_document(std::string& out, Encoding encoding, std::string_view json) override;
};

}  // namespace eventstore::seed
