#include "core/tool/whole_numbers.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore {

namespace {

/// Leaves the number in `text` as CLI11 reads it; returns a complaint where there is none.
template <typename Number>
std::string make_decimal(std::string& text) {
  const bool is_whole = !text.empty() && std::all_of(text.begin(), text.end(),
                                                     [](char c) { return c >= '0' && c <= '9'; });
  if (!is_whole) {
    return fmt::format("'{}' is no whole number: say it in decimal digits, as in 1000", text);
  }
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) {
    return fmt::format("{} is too large: {} is the most", text,
                       std::to_string(std::numeric_limits<Number>::max()));
  }
  text = std::to_string(value);
  return {};
}

}  // namespace

void take_decimal_numbers(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    const std::string type = option->get_type_name();
    // CLI11's names of its types; what the checks say follows behind a colon.
    if (type == "INT" || type.starts_with("INT:")) {
      option->transform(CLI::Validator{make_decimal<std::int64_t>, ""});
    } else if (type == "UINT" || type.starts_with("UINT:")) {
      option->transform(CLI::Validator{make_decimal<std::uint64_t>, ""});
    }
  }
  for (CLI::App* part : app.get_subcommands([](const CLI::App*) { return true; })) {
    take_decimal_numbers(*part);
  }
}

}  // namespace eventstore
