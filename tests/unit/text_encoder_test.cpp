// Rows as CSV and as SQL: values that would end a field, a string or a file early among them.
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "generator/csv_encoder.hpp"
#include "generator/export_table.hpp"
#include "generator/literal_text.hpp"
#include "generator/sql_encoder.hpp"

using namespace eventstore;
using namespace eventstore::seed;

namespace {

Event hostile_event() {
  return {.position = 258,
          .sequence_number = 3,
          .timestamp_us = 1'736'150'399'000'042,
          .tenant_key = -7,
          .tenant_id = R"(a "b", 'c' \d)",
          .event_id = uuid_v4(1, 2),
          .aggregate_id = uuid_v4(3, 4),
          .aggregate_type = "Order",
          .event_type = "",
          .payload_revision = "\\.",
          .metadata = R"({"a": "O'Neil\n"})",
          .payload = R"({"name": "Jörg"})"};
}

template <typename Encoder>
std::string encoded(const std::vector<CopyColumn>& columns) {
  Encoder encoder{columns};
  std::string row;
  encoder.append_row(row, hostile_event());
  return row;
}

const std::vector<CopyColumn> numbers{{Field::position, Encoding::int64, "a"},
                                      {Field::transaction_id, Encoding::int64, "b"},
                                      {Field::expected_version, Encoding::int32, "c"},
                                      {Field::tenant_key, Encoding::int32, "d"}};
const std::vector<CopyColumn> texts{{Field::tenant_id, Encoding::text, "a"},
                                    {Field::event_type, Encoding::text, "b"},
                                    {Field::payload_revision, Encoding::text, "c"}};
const std::vector<CopyColumn> documents{{Field::metadata, Encoding::jsonb, "a"},
                                        {Field::payload, Encoding::text, "b"}};
const std::vector<CopyColumn> bytes{{Field::payload, Encoding::bytea, "a"}};
const std::vector<CopyColumn> ids{{Field::event_id, Encoding::uuid, "a"},
                                  {Field::event_id, Encoding::text, "b"},
                                  {Field::stream_id, Encoding::text, "c"}};
const std::vector<CopyColumn> times{{Field::timestamp, Encoding::timestamp, "a"}};

constexpr const char* payload_in_hex = R"(\x7b226e616d65223a20224ac3b67267227d)";

}  // namespace

TEST_CASE("CSV has numbers as they are, and quotes all text", "[unit][encoder]") {
  CHECK(encoded<CsvEncoder>(numbers) == "258,1,2,-7\n");
  CHECK(encoded<CsvEncoder>(texts) == R"("a ""b"", 'c' \d","","\.")"
                                      "\n");
  CHECK(encoded<CsvEncoder>(documents) == R"("{""a"": ""O'Neil\n""}","{""name"": ""Jörg""}")"
                                          "\n");
}

TEST_CASE("SQL doubles single quotes and leaves backslashes alone", "[unit][encoder]") {
  CHECK(encoded<SqlEncoder>(texts) == R"(('a "b", ''c'' \d', '', '\.'))");
  CHECK(encoded<SqlEncoder>(documents) == R"(('{"a": "O''Neil\n"}', '{"name": "Jörg"}'))");
}

TEST_CASE("SQL quotes a transaction id, because xid8 is made of text only", "[unit][encoder]") {
  CHECK(encoded<SqlEncoder>(numbers) == "(258, '1', 2, -7)");
}

TEST_CASE("bytea is hexadecimal, since its other form would eat backslashes", "[unit][encoder]") {
  CHECK(encoded<CsvEncoder>(bytes) == std::string{payload_in_hex} + "\n");
  CHECK(encoded<SqlEncoder>(bytes) == "('" + std::string{payload_in_hex} + "')");
}

TEST_CASE("ids and times read the same in both", "[unit][encoder]") {
  const std::string event = to_text(uuid_v4(1, 2));
  const std::string stream = "Order-" + to_text(uuid_v4(3, 4));
  CHECK(encoded<CsvEncoder>(ids) == event + ",\"" + event + "\",\"" + stream + "\"\n");
  CHECK(encoded<SqlEncoder>(ids) == "('" + event + "', '" + event + "', '" + stream + "')");
  CHECK(encoded<CsvEncoder>(times) == "2025-01-06 07:59:59.000042+00\n");
  CHECK(encoded<SqlEncoder>(times) == "('2025-01-06 07:59:59.000042+00')");
}

TEST_CASE("a time has its microseconds, whatever the day", "[unit][encoder]") {
  const auto text = [](std::int64_t unix_us) {
    std::string out;
    append_timestamp(out, unix_us);
    return out;
  };
  CHECK(text(0) == "1970-01-01 00:00:00.000000+00");
  CHECK(text(-1) == "1969-12-31 23:59:59.999999+00");
  CHECK(text(1'709'251'199'999'999) == "2024-02-29 23:59:59.999999+00");
}

TEST_CASE("binary files have a header and a trailer, also without rows", "[unit][encoder]") {
  const RowFraming binary = framing_of(FileFormat::binary, {}, 1000);
  CHECK(binary.file_start.starts_with("PGCOPY"));
  CHECK(binary.file_end == "\xff\xff");
  const RowFraming csv = framing_of(FileFormat::csv, {}, 1000);
  CHECK((csv.file_start + csv.statement_start + csv.statement_end + csv.file_end).empty());
}

TEST_CASE("an INSERT names table and columns", "[unit][encoder]") {
  const TableLayout table{
      .name = "t", .identifier = "\"t\"", .columns = {}, .column_list = "\"a\", \"b\""};
  const RowFraming sql = framing_of(FileFormat::sql, table, 10);
  CHECK(sql.statement_start == "INSERT INTO \"t\" (\"a\", \"b\") OVERRIDING SYSTEM VALUE VALUES\n");
  CHECK(sql.rows_per_statement == 10);
}
