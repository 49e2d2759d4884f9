#include "generator/export_table.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "generator/copy_encoder.hpp"
#include "generator/csv_encoder.hpp"
#include "generator/sql_encoder.hpp"

namespace eventstore::seed {

namespace {

/// Enough rows for a write to be worth its system call.
constexpr std::size_t buffer_bytes = std::size_t{256} * 1024;

}  // namespace

RowFraming framing_of(FileFormat format, const TableLayout& table,
                      std::int64_t rows_per_statement) {
  RowFraming framing;
  if (format == FileFormat::binary) {
    framing.file_start = copy_header();
    framing.file_end = copy_trailer();
  } else if (format == FileFormat::sql) {
    framing.statement_start =
        fmt::format(fmt::runtime(catalogue::harness_sql("export_insert")),
                    fmt::arg("table", table.identifier), fmt::arg("columns", table.column_list)) +
        "\n";
    framing.row_separator = ",\n";
    framing.statement_end = ";\n";
    framing.rows_per_statement = rows_per_statement;
  }
  return framing;
}

std::unique_ptr<RowEncoder> encoder_of(FileFormat format, const TableLayout& table) {
  switch (format) {
    case FileFormat::csv:
      return std::make_unique<CsvEncoder>(table.columns);
    case FileFormat::binary:
      return std::make_unique<CopyEncoder>(table.columns);
    case FileFormat::sql:
      return std::make_unique<SqlEncoder>(table.columns);
    case FileFormat::none:
      break;
  }
  throw std::logic_error("no format, no rows");
}

ExportTable::ExportTable(OutputFile& file, std::unique_ptr<RowEncoder> encoder, RowFraming framing)
    : file_(file), encoder_(std::move(encoder)), framing_(std::move(framing)) {
  buffer_.reserve(buffer_bytes * 2);
  buffer_ = framing_.file_start;
}

void ExportTable::write(const Event& row) {
  buffer_ += rows_ == 0 ? framing_.statement_start : framing_.row_separator;
  encoder_->append_row(buffer_, row);
  if (++rows_ == framing_.rows_per_statement) {
    buffer_ += framing_.statement_end;
    rows_ = 0;
  }
  if (buffer_.size() >= buffer_bytes) flush();
}

void ExportTable::finish() {
  if (rows_ > 0) buffer_ += framing_.statement_end;
  rows_ = 0;
  buffer_ += framing_.file_end;
  flush();
}

void ExportTable::flush() {
  file_.write(buffer_);
  buffer_.clear();
}

}  // namespace eventstore::seed
