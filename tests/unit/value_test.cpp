#include "core/pg/value.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace eventstore::pg {

using catalogue::ParameterType;

TEST_CASE("a literal cannot be left, whatever the text holds", "[unit][pg]") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"plain", "'plain'::text"},
      {"'; DROP TABLE domain_events; --", "'''; DROP TABLE domain_events; --'::text"},
      {R"(back\slash')", R"(E'back\\slash'''::text)"},
      {"", "''::text"},
  }));
  CHECK(literal(text, ParameterType::text) == expected);
}

TEST_CASE("numbers, times, arrays and NULL have literals of their type", "[unit][pg]") {
  CHECK(literal(std::int64_t{-7}, ParameterType::bigint) == "'-7'::bigint");
  CHECK(literal(std::int64_t{1}, ParameterType::boolean) == "'true'::boolean");
  CHECK(literal(std::monostate{}, ParameterType::uuid) == "NULL::uuid");
  CHECK(literal(std::int64_t{1'700'000'000'000'001}, ParameterType::timestamptz) ==
        "'2023-11-14 22:13:20.000001+00'::timestamptz");
  CHECK(literal(std::int64_t{-1}, ParameterType::timestamptz) ==
        "'1969-12-31 23:59:59.999999+00'::timestamptz");
  CHECK(literal(std::vector<std::string>{"a\"b", "c\\d", "e'f"}, ParameterType::text_array) ==
        R"(E'{"a\\"b","c\\\\d","e''f"}'::text[])");
  CHECK(literal(std::vector<std::int64_t>{}, ParameterType::bigint_array) == "'{}'::bigint[]");
}

TEST_CASE("binary values are as PostgreSQL's receive functions read them", "[unit][pg]") {
  const auto binary = [](const Value& value, ParameterType type) {
    std::string out;
    append_binary(out, value, type);
    return out;
  };
  using namespace std::string_literals;
  CHECK(binary(std::int64_t{258}, ParameterType::integer) == "\0\0\1\2"s);
  CHECK(binary(std::int64_t{-1}, ParameterType::bigint) == std::string(8, '\xff'));
  CHECK(binary(postgres_epoch_us, ParameterType::timestamptz) == std::string(8, '\0'));
  CHECK(binary("{}"s, ParameterType::jsonb) == "\1{}"s);
  CHECK(binary("00010203-0405-0607-0809-0a0b0c0d0e0F"s, ParameterType::uuid) ==
        "\0\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\xd\xe\xf"s);
  CHECK(binary(std::vector<std::string>{"ab"}, ParameterType::text_array) ==
        "\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\1\0\0\0\1\0\0\0\2ab"s);
  CHECK(binary(std::vector<std::string>{}, ParameterType::text_array) ==
        "\0\0\0\0\0\0\0\0\0\0\0\x19"s);
}

TEST_CASE("a value of another kind than its type is refused", "[unit][pg]") {
  std::string out;
  CHECK_THROWS_AS(append_binary(out, std::string{"x"}, ParameterType::bigint), std::logic_error);
  CHECK_THROWS_AS(append_binary(out, std::int64_t{1}, ParameterType::text), std::logic_error);
  for (const char* text : {"", "no-uuid", "00010203-0405-0607-0809-0a0b0c0d0e0g",
                           "000102030405-0607-0809-0a0b0c0d0e0f-0"}) {
    CHECK_THROWS_AS(append_uuid_bytes(out, text), std::invalid_argument);
  }
}

}  // namespace eventstore::pg
