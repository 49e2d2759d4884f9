// Rows in COPY's binary format, there and back; and which columns may hold what.
#include "generator/copy_encoder.hpp"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "generator/copy_columns.hpp"
#include "generator/copy_decoder.hpp"

using namespace eventstore;
using namespace eventstore::seed;
using namespace std::string_literals;

namespace {

Event some_event() {
  return {.position = 258,
          .sequence_number = 3,
          .timestamp_us = 946'684'800LL * 1'000'000 + 1,
          .tenant_key = 7,
          .tenant_id = "tenant-0007",
          .event_id = uuid_v4(1, 2),
          .aggregate_id = uuid_v4(3, 4),
          .aggregate_type = "Order",
          .event_type = "OrderPaid",
          .payload_revision = "2",
          .metadata = R"({"a": 1})",
          .payload = R"({"name": "Jörg"})"};
}

std::string encoded(const std::vector<CopyColumn>& columns) {
  CopyEncoder encoder{columns};
  std::string row;
  encoder.append_row(row, some_event());
  return row;
}

ServerColumn bigint(const std::string& name) {
  return {.name = name, .type_oid = 20, .type_name = "bigint", .needs_value = true};
}

/// The complaint about a table's columns; empty when there is none.
std::string complaint_of(const catalogue::TableRole& role, const std::vector<ServerColumn>& table) {
  try {
    static_cast<void>(copy_columns(role, table, "mine/store.toml"));
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a row is a count of columns, then length and bytes of each", "[unit][copy]") {
  CHECK(encoded({{Field::position, Encoding::int64, "p"}}) == "\0\1\0\0\0\x08\0\0\0\0\0\0\1\2"s);
  CHECK(encoded({{Field::position, Encoding::int32, "p"}}) == "\0\1\0\0\0\4\0\0\1\2"s);
  CHECK(encoded({{Field::tenant_id, Encoding::text, "t"}}) == "\0\1\0\0\0\x0btenant-0007"s);
  CHECK(encoded({{Field::metadata, Encoding::text, "m"}}) == "\0\1\0\0\0\x08{\"a\": 1}"s);
}

TEST_CASE("jsonb has its version in front", "[unit][copy]") {
  CHECK(encoded({{Field::metadata, Encoding::jsonb, "m"}}) == "\0\1\0\0\0\x09\1{\"a\": 1}"s);
}

TEST_CASE("times count from the year 2000", "[unit][copy]") {
  CHECK(encoded({{Field::timestamp, Encoding::timestamp, "t"}}) ==
        "\0\1\0\0\0\x08\0\0\0\0\0\0\0\1"s);
}

TEST_CASE("ids are 16 bytes or 36 characters, as the column wants them", "[unit][copy]") {
  const std::string binary = encoded({{Field::event_id, Encoding::uuid, "e"}});
  CHECK(binary.size() == 2 + 4 + 16);
  const std::string text = encoded({{Field::event_id, Encoding::text, "e"}});
  CHECK(text == "\0\1\0\0\0\x24"s + to_text(uuid_v4(1, 2)));
}

TEST_CASE("derived columns follow from the event", "[unit][copy]") {
  CHECK(encoded({{Field::expected_version, Encoding::int64, "v"}}) ==
        "\0\1\0\0\0\x08\0\0\0\0\0\0\0\2"s);
  CHECK(encoded({{Field::transaction_id, Encoding::int64, "x"}}) ==
        "\0\1\0\0\0\x08\0\0\0\0\0\0\0\1"s);
  CHECK(encoded({{Field::stream_id, Encoding::text, "s"}}) ==
        "\0\1\0\0\0\x2aOrder-"s + to_text(uuid_v4(3, 4)));
}

TEST_CASE("what was encoded is decoded again", "[unit][copy]") {
  const Encoding id = GENERATE(Encoding::uuid, Encoding::text);
  const Encoding number = GENERATE(Encoding::int32, Encoding::int64);
  const Encoding document = GENERATE(Encoding::text, Encoding::jsonb);
  const std::vector<CopyColumn> columns{{Field::position, number, "a"},
                                        {Field::transaction_id, Encoding::int64, "b"},
                                        {Field::sequence_number, number, "c"},
                                        {Field::expected_version, number, "d"},
                                        {Field::timestamp, Encoding::timestamp, "e"},
                                        {Field::tenant_key, number, "f"},
                                        {Field::tenant_id, Encoding::text, "g"},
                                        {Field::event_id, id, "h"},
                                        {Field::aggregate_id, id, "i"},
                                        {Field::stream_id, Encoding::text, "j"},
                                        {Field::aggregate_type, Encoding::text, "k"},
                                        {Field::event_type, Encoding::text, "l"},
                                        {Field::payload_revision, Encoding::text, "m"},
                                        {Field::metadata, document, "n"},
                                        {Field::payload, document, "o"}};
  const Event expected = some_event();
  const std::string message = std::string{copy_header()} + encoded(columns);
  CopyDecoder decoder{columns};
  Event event;
  REQUIRE(decoder.read(message, event));
  CHECK(decoder.complaint().empty());
  CHECK(event.position == expected.position);
  CHECK(event.sequence_number == expected.sequence_number);
  CHECK(event.timestamp_us == expected.timestamp_us);
  CHECK(event.tenant_key == expected.tenant_key);
  CHECK(event.tenant_id == expected.tenant_id);
  CHECK(event.event_id == expected.event_id);
  CHECK(event.aggregate_id == expected.aggregate_id);
  CHECK(event.aggregate_type == expected.aggregate_type);
  CHECK(event.event_type == expected.event_type);
  CHECK(event.payload_revision == expected.payload_revision);
  CHECK(event.metadata == expected.metadata);
  CHECK(event.payload == expected.payload);
}

TEST_CASE("header and trailer are no rows, and a cut row is noticed", "[unit][copy]") {
  const std::vector<CopyColumn> columns{{Field::position, Encoding::int64, "p"}};
  CopyDecoder decoder{columns};
  Event event;
  CHECK_FALSE(decoder.read(copy_header(), event));
  CHECK_FALSE(decoder.read(copy_trailer(), event));
  const std::string row = encoded(columns);
  CHECK_THROWS_AS(decoder.read(row.substr(0, row.size() - 1), event), Failure);
}

TEST_CASE("a NULL, a broken id and a derived column that lies are complaints", "[unit][copy]") {
  Event event;
  CopyDecoder numbers{{{Field::position, Encoding::int64, "global_position"}}};
  REQUIRE(numbers.read("\0\1\xff\xff\xff\xff"s, event));
  CHECK(numbers.complaint() == "its global_position is NULL");

  CopyDecoder ids{{{Field::event_id, Encoding::text, "event_id"}}};
  REQUIRE(ids.read("\0\1\0\0\0\3abc"s, event));
  CHECK(ids.complaint() == "its event_id is not a UUID");

  CopyDecoder transactions{{{Field::transaction_id, Encoding::int64, "transaction_id"}}};
  REQUIRE(transactions.read("\0\1\0\0\0\x08\0\0\0\0\0\0\0\x05"s, event));
  CHECK(transactions.complaint() == "its transaction_id is 5, not 1");
}

TEST_CASE("columns are written in the table's order, in the form of their type", "[unit][copy]") {
  const catalogue::TableRole role{
      .table = "events", .columns = {{"position", "id"}, {"event_id", "uid"}, {"payload", "body"}}};
  const std::vector<ServerColumn> table{
      {.name = "body", .type_oid = 3802, .type_name = "jsonb", .needs_value = true},
      {.name = "comment", .type_oid = 25, .type_name = "text", .needs_value = false},
      bigint("id"),
      {.name = "uid", .type_oid = 1043, .type_name = "varchar", .needs_value = true}};
  const std::vector<CopyColumn> columns = copy_columns(role, table, "mine/store.toml");
  REQUIRE(columns.size() == 3);
  CHECK(columns[0].field == Field::payload);
  CHECK(columns[0].encoding == Encoding::jsonb);
  CHECK(columns[1].field == Field::position);
  CHECK(columns[1].encoding == Encoding::int64);
  CHECK(columns[2].field == Field::event_id);
  CHECK(columns[2].encoding == Encoding::text);
}

TEST_CASE("a column that cannot be filled is named with file, table and types", "[unit][copy]") {
  using Catch::Matchers::ContainsSubstring;
  const catalogue::TableRole role{.table = "events", .columns = {{"payload", "body"}}};
  CHECK_THAT(complaint_of(role, {bigint("body")}),
             ContainsSubstring("mine/store.toml") && ContainsSubstring("table events") &&
                 ContainsSubstring("body is of type bigint") && ContainsSubstring("json, jsonb"));
  CHECK_THAT(complaint_of(role, {}), ContainsSubstring("no column body"));
  const ServerColumn body{.name = "body", .type_oid = 114, .type_name = "json"};
  CHECK_THAT(complaint_of(role, {body, bigint("shard")}),
             ContainsSubstring("shard is NOT NULL without a default"));
  CHECK(complaint_of(role, {body}).empty());
}

TEST_CASE("all columns that cannot be filled are named at once, with their lines", "[unit][copy]") {
  const catalogue::TableRole role{
      .table = "events",
      .columns = {{"event_type", "type"}, {"metadata", "meta"}, {"payload", "body"}},
      .at = "mine/store.toml:7",
      .columns_at = {{"event_type", "mine/store.toml:9"}, {"payload", "mine/store.toml:11"}}};
  const ServerColumn generated{
      .name = "body", .type_oid = 3802, .type_name = "jsonb", .is_generated = true};
  CHECK(complaint_of(role, {generated, bigint("shard")}) ==
        "mine/store.toml:9: table events has no column type, which event_type is mapped to; "
        "mine/store.toml: table events has no column meta, which metadata is mapped to; "
        "mine/store.toml:11: table events: body is a generated column, which takes no values; "
        "leave payload out or map it to another column; "
        "mine/store.toml:7: table events: shard is NOT NULL without a default, and no canonical "
        "column is mapped to it");
}
