// The rows of one table, written to a file in one of the formats.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/tool/output_file.hpp"
#include "generator/generate.hpp"
#include "generator/options.hpp"
#include "generator/row_encoder.hpp"
#include "generator/store_layout.hpp"

namespace eventstore::seed {

/// What stands around the rows of a table.
struct RowFraming {
  std::string file_start;
  std::string statement_start;
  std::string row_separator;
  std::string statement_end;
  std::string file_end;
  std::int64_t rows_per_statement = 0;  ///< 0: all.
};

/// `rows_per_statement`: of an INSERT, at least 1; the other formats have no statements.
[[nodiscard]] RowFraming framing_of(FileFormat format, const TableLayout& table,
                                    std::int64_t rows_per_statement);

/// Any format but `none`.
[[nodiscard]] std::unique_ptr<RowEncoder> encoder_of(FileFormat format, const TableLayout& table);

class ExportTable : public EventSink {
 public:
  /// `file` must outlive it, and may get other things before and after.
  ExportTable(OutputFile& file, std::unique_ptr<RowEncoder> encoder, RowFraming framing);

  void write(const Event& row) override;
  void finish() override;

 private:
  void flush();

  OutputFile& file_;
  std::unique_ptr<RowEncoder> encoder_;
  RowFraming framing_;
  std::string buffer_;
  std::int64_t rows_ = 0;  ///< In the open statement.
};

}  // namespace eventstore::seed
