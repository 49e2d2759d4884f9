#include "core/tool/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace eventstore {

namespace {

using namespace std::string_view_literals;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// `digits` times 10 to the power of `exponent`, and what follows it in the text.
struct Decimal {
  std::string digits;  ///< Without zeros in front; empty is 0.
  std::int64_t exponent = 0;
  bool is_negative = false;
  std::string_view rest;
};

/// Takes the digits at the beginning of `text`.
std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

/// What people write around a number is quoted in a message, cut where it is long.
std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return fmt::format("'{}'", text);
  return fmt::format("'{}...' ({} bytes)", text.substr(0, longest), text.size());
}

std::optional<Decimal> read_decimal(std::string_view text) {
  Decimal decimal;
  decimal.is_negative = text.starts_with('-');
  if (decimal.is_negative) text.remove_prefix(1);
  const std::string_view whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
    if (fraction.empty()) return std::nullopt;
  }
  if (whole.empty()) return std::nullopt;
  decimal.digits = std::string{whole}.append(fraction);
  decimal.digits.erase(0, std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size()));
  decimal.exponent = -static_cast<std::int64_t>(fraction.size());
  if (text.size() > 1 && (text[0] == 'e' || text[0] == 'E')) {
    std::string_view after = text.substr(1);
    const bool is_below = after.starts_with('-');
    if (is_below || after.starts_with('+')) after.remove_prefix(1);
    const std::string_view digits = take_digits(after);
    constexpr std::size_t longest_exponent = 6;
    if (digits.empty() || digits.size() > longest_exponent) return std::nullopt;
    std::int64_t exponent = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    decimal.exponent += is_below ? -exponent : exponent;
    text = after;
  }
  decimal.rest = text;
  return decimal;
}

/// Without blanks in front.
std::string_view unit_behind(std::string_view rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  return rest;
}

enum class Whole : std::uint8_t { fits, broken, too_large };

/// `digits` * 10^`exponent` * `factor`, where it is a whole number up to `most`.
Whole whole_value(Decimal decimal, std::uint64_t factor, std::uint64_t most, std::uint64_t& value) {
  while (decimal.exponent < 0 && decimal.digits.ends_with('0')) {
    decimal.digits.pop_back();
    ++decimal.exponent;
  }
  for (; factor % 10 == 0; factor /= 10) ++decimal.exponent;
  const Whole overflow = decimal.exponent < 0 ? Whole::broken : Whole::too_large;
  std::uint64_t whole = 0;
  for (const char digit : decimal.digits) {
    if (__builtin_mul_overflow(whole, 10U, &whole)) return overflow;
    if (__builtin_add_overflow(whole, static_cast<unsigned>(digit - '0'), &whole)) return overflow;
  }
  if (__builtin_mul_overflow(whole, factor, &whole)) return overflow;
  for (; decimal.exponent < 0 && whole != 0; ++decimal.exponent) {
    if (whole % 10 != 0) return Whole::broken;
    whole /= 10;
  }
  for (; decimal.exponent > 0 && whole != 0; --decimal.exponent) {
    if (__builtin_mul_overflow(whole, 10U, &whole)) return Whole::too_large;
  }
  value = whole;
  return whole <= most ? Whole::fits : Whole::too_large;
}

using Unit = std::pair<std::string_view, std::uint64_t>;

constexpr std::array count_units{Unit{"", 1}, Unit{"k", 1'000}, Unit{"K", 1'000},
                                 Unit{"M", 1'000'000}, Unit{"G", 1'000'000'000}};
constexpr std::array byte_units{
    Unit{"", 1},
    Unit{"B", 1},
    Unit{"kB", 1'000},
    Unit{"KB", 1'000},
    Unit{"MB", 1'000'000},
    Unit{"GB", 1'000'000'000},
    Unit{"TB", 1'000'000'000'000},
    Unit{"KiB", std::uint64_t{1} << 10U},
    Unit{"MiB", std::uint64_t{1} << 20U},
    Unit{"GiB", std::uint64_t{1} << 30U},
    Unit{"TiB", std::uint64_t{1} << 40U},
};

template <std::size_t size>
ReadNumber<std::uint64_t> read_whole(std::string_view text, std::uint64_t most,
                                     const std::array<Unit, size>& units,
                                     std::string_view expected) {
  const auto refused = [&] {
    return ReadNumber<std::uint64_t>{.complaint =
                                         fmt::format("{} is not {}", quoted(text), expected)};
  };
  const std::optional<Decimal> decimal = read_decimal(text);
  if (!decimal || decimal->is_negative) return refused();
  const std::string_view name = unit_behind(decimal->rest);
  const auto unit = std::find_if(units.begin(), units.end(),
                                 [&](const Unit& each) { return each.first == name; });
  if (unit == units.end() || (name.empty() && !decimal->rest.empty())) return refused();
  ReadNumber<std::uint64_t> read;
  switch (whole_value(*decimal, unit->second, most, read.value)) {
    case Whole::fits:
      return read;
    case Whole::broken:
      return refused();
    case Whole::too_large:
      break;
  }
  return {.complaint = fmt::format("{} is too large: {} is the most", quoted(text), most)};
}

/// Finite, or nothing.
std::optional<double> as_double(const Decimal& decimal) {
  const std::string text =
      fmt::format("{}{}e{}", decimal.is_negative ? "-" : "",
                  decimal.digits.empty() ? "0" : decimal.digits, decimal.exponent);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // What is too small for a double is 0 for every purpose here.
  if (error == std::errc::result_out_of_range) {
    return decimal.exponent < 0 &&
                   static_cast<std::int64_t>(decimal.digits.size()) < -decimal.exponent
               ? std::optional{0.0}
               : std::nullopt;
  }
  return std::isfinite(value) ? std::optional{value} : std::nullopt;
}

}  // namespace

ReadNumber<std::uint64_t> read_count(std::string_view text, std::uint64_t most) {
  return read_whole(text, most, count_units, "a whole number, as in 1000, 10k, 10M or 1e6");
}

ReadNumber<std::uint64_t> read_bytes(std::string_view text, std::uint64_t most) {
  return read_whole(text, most, byte_units, "a number of bytes, as in 65000, 64 kB or 2 GiB");
}

ReadNumber<double> read_number(std::string_view text) {
  const std::optional<Decimal> decimal = read_decimal(text);
  if (decimal) {
    const auto unit = std::find_if(count_units.begin(), count_units.end(),
                                   [&](const Unit& each) { return each.first == decimal->rest; });
    const auto value = as_double(*decimal);
    if (unit != count_units.end() && value) {
      const double scaled = *value * static_cast<double>(unit->second);
      if (std::isfinite(scaled)) return {.value = scaled, .complaint = {}};
    }
  }
  return {.complaint = fmt::format("{} is not a number, as in 0.5, 200 or 1e3", quoted(text))};
}

ReadNumber<double> read_duration(std::string_view text, std::string_view usual_unit) {
  constexpr double minute = 60.0;
  constexpr double hour = 60.0 * minute;
  constexpr std::array units{std::pair{"us"sv, 1e-6}, std::pair{"ms"sv, 1e-3},
                             std::pair{"s"sv, 1.0},   std::pair{"min"sv, minute},
                             std::pair{"h"sv, hour},  std::pair{"d"sv, 24.0 * hour}};
  const std::optional<Decimal> decimal = read_decimal(text);
  if (decimal && !decimal->is_negative) {
    const std::string_view name = decimal->rest.empty() ? usual_unit : unit_behind(decimal->rest);
    const auto unit = std::find_if(units.begin(), units.end(),
                                   [&](const auto& each) { return each.first == name; });
    const auto value = as_double(*decimal);
    if (unit != units.end() && value && std::isfinite(*value * unit->second)) {
      return {.value = *value * unit->second, .complaint = {}};
    }
  }
  return {.complaint = fmt::format("{} is not a length of time, as in 500 ms, 30 s, 5 min or 2 h",
                                   quoted(text))};
}

}  // namespace eventstore
