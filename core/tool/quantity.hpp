// Numbers as people write them: 10M, 1e6, 2 GB, 90 s.  Options, scenario files, thresholds and
// operation files read them with these functions, so that they mean the same everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eventstore {

/// A number, or why the text is none.
template <typename Number>
struct ReadNumber {
  Number value{};
  std::string complaint;  ///< "'1e' is not a whole number, as in 1000, 10k or 1e6"; empty: none.

  explicit operator bool() const { return complaint.empty(); }
};

/// A whole number from 0 to `most` in decimal digits, with an exponent (1e6, 2.5e3) or a suffix: k
/// or K (thousand), M (million), G (thousand million).
[[nodiscard]] ReadNumber<std::uint64_t> read_count(std::string_view text, std::uint64_t most);

/// Bytes: a count, or one with B, kB, MB, GB or TB (powers of 1,000), KiB, MiB, GiB or TiB (powers
/// of 1,024).
[[nodiscard]] ReadNumber<std::uint64_t> read_bytes(std::string_view text, std::uint64_t most);

/// A finite number in decimal digits, with a sign, a fraction, an exponent or a suffix as above.
[[nodiscard]] ReadNumber<double> read_number(std::string_view text);

/// Seconds, from 0 on: "90 s", "500 ms", "1.5 min", "2 h", "1 d", "20 us".  A number without a unit
/// is in `unit`, one of these; it is refused where `unit` is empty.
[[nodiscard]] ReadNumber<double> read_duration(std::string_view text, std::string_view unit);

}  // namespace eventstore
