// Tables on terminals, and numbers as people read them.

#include "core/tool/text_table.hpp"

#include <sstream>
#include <stdexcept>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/numbers.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;

namespace {

TextTable example() {
  TextTable table{{{.title = "operation", .least_width = 6},
                   {.title = "scan", .least_width = 4, .leave_out_order = 1},
                   {.title = "rows", .align = Align::right},
                   {.title = "verdict"}}};
  table.add_row(
      {{"read_stream_batch"}, {"Index Scan"}, {"1,000"}, {"pass", TextTable::Tone::good}});
  table.add_row({{"find"}, {"Seq Scan"}, {"1"}, {"FAIL", TextTable::Tone::bad}});
  return table;
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, display_width(line));
  return widest;
}

}  // namespace

TEST_CASE("a table in a pipe is plain and whole", "[unit][table]") {
  CHECK(example().text({}) ==
        "operation          scan         rows  verdict\n"
        "-----------------  ----------  -----  -------\n"
        "read_stream_batch  Index Scan  1,000  pass\n"
        "find               Seq Scan        1  FAIL\n");
}

TEST_CASE("a table is shortened to the terminal's width", "[unit][table]") {
  const std::string text = example().text({.width = 36, .colour = false});

  CHECK(widest_line(text) <= 36);
  CHECK_THAT(text, ContainsSubstring("\xE2\x80\xA6") && ContainsSubstring("pass"));
}

TEST_CASE("a table leaves columns out where shortening is not enough, and says so",
          "[unit][table]") {
  const std::string text = example().text({.width = 26, .colour = false});

  CHECK_THAT(text, !ContainsSubstring("Index Scan") && ContainsSubstring("FAIL"));
  CHECK_THAT(text, ContainsSubstring("left out for want of width: scan"));
}

TEST_CASE("colours do not count as width", "[unit][table]") {
  const std::string text = example().text({.width = 0, .colour = true});

  CHECK_THAT(text, ContainsSubstring("1,000  \x1b[32mpass   \x1b[0m"));
  CHECK_THAT(text, ContainsSubstring("\x1b[1;31mFAIL"));
}

TEST_CASE("a row must have a cell for each column", "[unit][table]") {
  TextTable table = example();
  CHECK_THROWS_AS(table.add_row({{"one"}}), std::logic_error);
}

TEST_CASE("width is counted in columns, not in bytes", "[unit][table]") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("Gr\xC3\xBC\xC3\x9F"
                      "e") == 5);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(display_width("\xE6\x97\xA5\xE6\x9C\xAC") == 4);
  CHECK(display_width("\xFF\xC3") == 2);
  CHECK(shortened("domain_events_stream_idx", 10) == "doma\xE2\x80\xA6m_idx");
  CHECK(shortened("short", 10) == "short");
  CHECK(display_width(shortened("\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", 4)) <= 4);
}

TEST_CASE("numbers have a fitting unit and three digits", "[unit][numbers]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(-1234567) == "-1,234,567");
  CHECK(duration_text(0) == "0 ns");
  CHECK(duration_text(850) == "850 ns");
  CHECK(duration_text(1234) == "1.23 us");
  CHECK(duration_text(999'600) == "1.00 ms");
  CHECK(duration_text(45'678'901) == "45.7 ms");
  CHECK(duration_text(123.4e9) == "123 s");
  CHECK(bytes_text(1130) == "1.13 kB");
  CHECK(bytes_text(12) == "12 B");
  CHECK(quantity_text(12.345) == "12.3");
  CHECK(quantity_text(81234.5) == "81,235");
  CHECK(quantity_text(40) == "40");
  CHECK(share_text(0.7) == "70.0 %");
}

}  // namespace eventstore
