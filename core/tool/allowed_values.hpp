// Checks of an option's value that say in words what they let through.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore {

/// Numbers from `least` to `most`: "1 to 64".
template <typename Number>
[[nodiscard]] CLI::Validator between(Number least, Number most) {
  // CLI::Range lets NaN through, of which every comparison is false.
  CLI::Validator check{[least, most](const std::string& text) {
                         Number value{};
                         const bool is_read = CLI::detail::lexical_cast(text, value);
                         if (is_read && value >= least && value <= most) return std::string{};
                         return fmt::format("{} not in range {} to {}", text, least, most);
                       },
                       ""};
  if constexpr (std::is_integral_v<Number>) {
    const auto text = [](Number value) { return grouped(static_cast<std::int64_t>(value)); };
    check.description(fmt::format("{} to {}", text(least), text(most)));
  } else {
    check.description(fmt::format("{:g} to {:g}", least, most));
  }
  return check;
}

/// One of these words, in upper or lower case: "custom, generic or both".  For
/// CLI::Option::transform, so that the value is the word as it stands here.
[[nodiscard]] CLI::Validator one_of(const std::vector<std::string>& words);

}  // namespace eventstore
