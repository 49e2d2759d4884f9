#include "core/tool/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>

#include <fmt/format.h>

namespace eventstore {

std::int64_t count_from(double value) {
  constexpr double most = 1e15;
  return std::isnan(value) ? 0 : std::llround(std::clamp(value, -most, most));
}

namespace {

struct Unit {
  double size;
  std::string_view name;
};

std::string three_digits(double value) {
  const double magnitude = std::fabs(value);
  if (magnitude < 9.995) return fmt::format("{:.2f}", value);
  if (magnitude < 99.95) return fmt::format("{:.1f}", value);
  return grouped(count_from(value));
}

/// In the largest unit of which there is at least one; the first is the smallest.
std::string in_units(double value, std::span<const Unit> units) {
  const Unit* chosen = &units.front();
  // 999.6 us are printed as 1.00 ms, not as 1,000 us.
  for (const Unit& unit : units) {
    if (std::fabs(value) >= unit.size * 0.9995) chosen = &unit;
  }
  const double count = value / chosen->size;
  const bool whole = chosen == &units.front() && count == std::floor(count);
  return fmt::format("{} {}", whole ? grouped(count_from(count)) : three_digits(count),
                     chosen->name);
}

constexpr std::array time_units{Unit{1, "ns"}, Unit{1e3, "us"}, Unit{1e6, "ms"}, Unit{1e9, "s"}};
constexpr std::array byte_units{Unit{1, "B"}, Unit{1e3, "kB"}, Unit{1e6, "MB"}, Unit{1e9, "GB"},
                                Unit{1e12, "TB"}};

}  // namespace

std::string grouped(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3;) {
    i -= 3;
    digits.insert(i, ",");
  }
  return digits;
}

std::string counted(std::int64_t count, std::string_view noun) {
  const std::string_view ending = count == 1 ? "" : noun.ends_with('x') ? "es" : "s";
  return fmt::format("{} {}{}", grouped(count), noun, ending);
}

std::string duration_text(double nanoseconds) {
  return in_units(nanoseconds, time_units);
}

std::string elapsed_text(double seconds) {
  if (seconds < 10.0) return fmt::format("{:.2f} s", seconds);
  if (seconds < 120.0) return fmt::format("{:.1f} s", seconds);
  const std::int64_t whole = count_from(std::floor(seconds));
  if (whole < 7200) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string bytes_text(double bytes) {
  return in_units(bytes, byte_units);
}

std::string quantity_text(double value) {
  return value == std::floor(value) ? grouped(count_from(value)) : three_digits(value);
}

std::string share_text(double share) {
  return three_digits(share * 100) + " %";
}

}  // namespace eventstore
