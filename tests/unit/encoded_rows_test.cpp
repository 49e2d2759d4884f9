// seed_ceiling: rows cut out of a file of binary COPY.
#include "bench/seed_ceiling/encoded_rows.hpp"

#include <string>

#include <catch2/catch_test_macros.hpp>

#include "core/tool/errors.hpp"

using namespace eventstore;
using namespace eventstore::ceiling;

namespace {

using namespace std::string_literals;

/// One column of `text`, or NULL where it is empty.
std::string row(const std::string& text) {
  if (text.empty()) return "\0\1\xff\xff\xff\xff"s;
  return "\0\1\0\0\0"s + static_cast<char>(text.size()) + text;
}

std::string file_of(const std::string& rows) {
  return std::string{stream_header()} + rows + std::string{stream_trailer()};
}

}  // namespace

TEST_CASE("a file of binary COPY is cut between rows, and no octet is lost", "[unit][ceiling]") {
  const std::string rows = row("one") + row("") + row("three") + row("four") + row("five");
  const EncodedRows cut = cut_rows(file_of(rows), 2);
  CHECK(cut.rows == 5);
  REQUIRE(cut.chunks.size() == 3);
  CHECK(cut.chunks[0] == row("one") + row(""));
  CHECK(cut.chunks[2] == row("five"));
  CHECK(cut.chunks[0] + cut.chunks[1] + cut.chunks[2] == rows);
  CHECK(cut.bytes == static_cast<std::int64_t>(rows.size()));
  CHECK(cut_rows(file_of(""), 2).chunks.empty());
  CHECK(cut_rows(file_of(row("a") + row("b")), 2).chunks.size() == 1);
}

TEST_CASE("a file that is cut short, or is something else, is refused", "[unit][ceiling]") {
  const std::string whole = file_of(row("one") + row("two"));
  for (const std::size_t length : {whole.size() - 2, whole.size() - 3, whole.size() - 8}) {
    CAPTURE(length);
    CHECK_THROWS_AS(cut_rows(whole.substr(0, length), 10), Failure);
  }
  CHECK_THROWS_AS(cut_rows("a,b,c\n", 10), Failure);
}
