// Numbers as people write them, and what is none.
#include "core/tool/quantity.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

TEST_CASE("counts are read with suffixes and exponents, to the last unit", "[unit][tool]") {
  const std::pair<const char*, std::uint64_t> counts[] = {
      {"0", 0},
      {"007", 7},
      {"1000", 1000},
      {"10k", 10'000},
      {"10 K", 10'000},
      {"10M", 10'000'000},
      {"1e6", 1'000'000},
      {"1E6", 1'000'000},
      {"1e+2", 100},
      {"2.5e3", 2500},
      {"0.5M", 500'000},
      {"1.5G", 1'500'000'000},
      {"1000e-3", 1},
      {"0e999999", 0},
      {"1.000", 1},
      {"18446744073709551615", most},
      {"0000000000000000000000000000000000000000012", 12},
  };
  for (const auto& [text, value] : counts) {
    CAPTURE(text);
    const auto read = read_count(text, most);
    CHECK(read.complaint.empty());
    CHECK(read.value == value);
  }
}

TEST_CASE("what is no count is said to be none", "[unit][tool]") {
  for (const char* text :
       {"",     " ",    "-1",  "+1",  "1.5",       "1e-1",  "1e",    "1e1e1", "e6",     ".5",
        "5.",   "0x10", "nan", "inf", "infinity",  "1,000", "1_000", "ten",   "10 000", "10m",
        "10MB", "1kk",  "10 ", " 10", "1e9999999", "1\n",   "½",     "１"}) {
    CAPTURE(text);
    CHECK_THAT(read_count(text, most).complaint, ContainsSubstring("is not a whole number"));
  }
  for (const char* text : {"18446744073709551616", "1e20", "1e999999", "100000000000G"}) {
    CAPTURE(text);
    CHECK_THAT(read_count(text, most).complaint, ContainsSubstring("is too large"));
  }
  CHECK_THAT(read_count("11", 10).complaint, ContainsSubstring("is too large: 10 is the most"));
  const std::string long_number(400'000, '9');
  CHECK_THAT(read_count(long_number, most).complaint, ContainsSubstring("(400000 bytes)"));
}

TEST_CASE("bytes are read in units of 1,000 and of 1,024", "[unit][tool]") {
  const std::pair<const char*, std::uint64_t> sizes[] = {
      {"65000", 65'000}, {"64 kB", 64'000}, {"2GB", 2'000'000'000},      {"2 GiB", 2'147'483'648},
      {"1.5 KiB", 1536}, {"1B", 1},         {"1 TB", 1'000'000'000'000}, {"0.5 MiB", 524'288},
  };
  for (const auto& [text, value] : sizes) {
    CAPTURE(text);
    const auto read = read_bytes(text, most);
    CHECK(read.complaint.empty());
    CHECK(read.value == value);
  }
  for (const char* text : {"", "2 gb", "2 G", "2Gb", "0.3 B", "-2 kB", "2 kB B"}) {
    CAPTURE(text);
    CHECK_THAT(read_bytes(text, most).complaint, ContainsSubstring("is not a number of bytes"));
  }
}

TEST_CASE("numbers are finite decimals", "[unit][tool]") {
  CHECK(read_number("0.5").value == 0.5);
  CHECK(read_number("-2.5e-3").value == -0.0025);
  CHECK(read_number("2k").value == 2000.0);
  CHECK(read_number("1e-400").value == 0.0);
  CHECK(read_number(std::string(300, '1')).complaint.empty());
  for (const char* text : {"", "nan", "NaN", "inf", "-inf", "infinity", "1e400", "1e999999",
                           "0x1p3", "1.5.5", "1 000", "--1", "5%"}) {
    CAPTURE(text);
    CHECK_THAT(read_number(text).complaint, ContainsSubstring("is not a number"));
  }
}

TEST_CASE("lengths of time have a unit, or the usual one", "[unit][tool]") {
  const std::pair<const char*, double> lengths[] = {
      {"90", 90.0},    {"90 s", 90.0},  {"500 ms", 0.5}, {"20us", 20e-6}, {"1.5 min", 90.0},
      {"2 h", 7200.0}, {"1d", 86400.0}, {"0", 0.0},      {"1e3 ms", 1.0}};
  for (const auto& [text, seconds] : lengths) {
    CAPTURE(text);
    const auto read = read_duration(text, "s");
    CHECK(read.complaint.empty());
    CHECK_THAT(read.value, WithinRel(seconds, 1e-12));
  }
  CHECK(read_duration("250", "ms").value == 0.25);
  for (const char* text :
       {"", "-1 s", "1 m", "1 S", "1 sec", "nan", "inf s", "s", "1 s s", "1e999 h"}) {
    CAPTURE(text);
    CHECK_THAT(read_duration(text, "s").complaint, ContainsSubstring("is not a length of time"));
  }
  CHECK_FALSE(read_duration("90", "").complaint.empty());
}

}  // namespace eventstore
