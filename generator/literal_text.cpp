#include "generator/literal_text.hpp"

#include <array>
#include <chrono>

#include <fmt/format.h>

namespace eventstore::seed {

namespace {

/// `value` with leading zeros, as `digits` characters.
void put_digits(char* target, std::uint32_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i) {
    target[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

}  // namespace

void append_decimal(std::string& out, std::int64_t value) {
  const fmt::format_int text{value};
  out.append(text.data(), text.size());
}

void append_timestamp(std::string& out, std::int64_t unix_us) {
  using std::chrono::days, std::chrono::microseconds, std::chrono::seconds;
  const std::chrono::sys_time<microseconds> time{microseconds{unix_us}};
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  std::array<char, 30> text{"0000-00-00 00:00:00.000000+00"};
  put_digits(&text[0], static_cast<std::uint32_t>(int{date.year()}), 4);
  put_digits(&text[5], unsigned{date.month()}, 2);
  put_digits(&text[8], unsigned{date.day()}, 2);
  put_digits(&text[11], static_cast<std::uint32_t>(clock.hours().count()), 2);
  put_digits(&text[14], static_cast<std::uint32_t>(clock.minutes().count()), 2);
  put_digits(&text[17], static_cast<std::uint32_t>(clock.seconds().count()), 2);
  put_digits(&text[20], static_cast<std::uint32_t>(clock.subseconds().count()), 6);
  out.append(text.data(), text.size() - 1);
}

void append_hex_bytes(std::string& out, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\x";
  for (const char byte : bytes) {
    const auto bits = static_cast<std::uint8_t>(byte);
    out += digits[bits >> 4U];
    out += digits[bits & 0x0FU];
  }
}

void append_quoted(std::string& out, std::string_view text, char quote) {
  out += quote;
  for (std::size_t at = text.find(quote); at != std::string_view::npos; at = text.find(quote)) {
    out += text.substr(0, at + 1);
    out += quote;
    text.remove_prefix(at + 1);
  }
  out += text;
  out += quote;
}

}  // namespace eventstore::seed
