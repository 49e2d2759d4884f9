// Numbers as people read them: with a fitting unit, three significant digits, thousands separated.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace eventstore {

/// 1234567 -> "1,234,567".
[[nodiscard]] std::string grouped(std::int64_t value);

/// A count that somebody else wrote down, rounded; 0 for what is no number, and at most 10^15
/// either way, so that sums of thousands of them are whole numbers, too.
[[nodiscard]] std::int64_t count_from(double value);

/// 1, "row" -> "1 row"; 2000, "row" -> "2,000 rows".
[[nodiscard]] std::string counted(std::int64_t count, std::string_view noun);

/// 1234567 ns -> "1.23 ms"; from nanoseconds to seconds.
[[nodiscard]] std::string duration_text(double nanoseconds);

/// 0.42 -> "0.42 s", 200 -> "3 min 20 s": how long something took that a person waited for.
[[nodiscard]] std::string elapsed_text(double seconds);

/// 1234567 -> "1.23 MB"; powers of 1000.
[[nodiscard]] std::string bytes_text(double bytes);

/// 1234.6 -> "1,235"; below 100 with three significant digits.
[[nodiscard]] std::string quantity_text(double value);

/// 0.1234 -> "12.3 %".
[[nodiscard]] std::string share_text(double share);

}  // namespace eventstore
