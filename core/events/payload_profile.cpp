#include "core/events/payload_profile.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace eventstore {

namespace {

/// All of `text` as a whole number of at most six digits, without a sign.
std::optional<std::int32_t> whole_number(std::string_view text) {
  if (text.empty() || text.size() > 6) return {};
  std::int32_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return {};
    value = value * 10 + (digit - '0');
  }
  return value;
}

}  // namespace

std::string_view name_of(PayloadClass payload_class) {
  switch (payload_class) {
    case PayloadClass::small:
      return "small";
    case PayloadClass::medium:
      return "medium";
    case PayloadClass::large:
      return "large";
  }
  return "";
}

std::optional<std::array<std::int32_t, 3>> parse_payload_mix(std::string_view text) {
  std::array<std::int32_t, 3> mix{};
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < mix.size(); ++i) {
    const std::size_t end = i + 1 < mix.size() ? text.find('/') : text.size();
    if (end == std::string_view::npos) return {};
    const auto share = whole_number(text.substr(0, end));
    if (!share) return {};
    mix[i] = *share;
    sum += *share;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return sum == 100 ? std::optional{mix} : std::nullopt;
}

std::string payload_mix_text(const PayloadProfile& profile) {
  return fmt::format("{}/{}/{}", profile.mix[0], profile.mix[1], profile.mix[2]);
}

std::optional<std::int32_t> parse_payload_scale(std::string_view text) {
  const std::size_t point = text.find('.');
  const auto whole = whole_number(text.substr(0, point));
  std::string decimals{point == std::string_view::npos ? "0" : text.substr(point + 1)};
  if (!whole || *whole > 1000 || decimals.empty() || decimals.size() > 3) return {};
  decimals.append(3 - decimals.size(), '0');
  const auto fraction = whole_number(decimals);
  if (!fraction) return {};
  const std::int32_t permille = *whole * 1000 + *fraction;
  const bool is_in_range =
      permille >= PayloadProfile::permille_min && permille <= PayloadProfile::permille_max;
  return is_in_range ? std::optional{permille} : std::nullopt;
}

std::string payload_scale_text(const PayloadProfile& profile) {
  return fmt::format("{:g}", static_cast<double>(profile.permille) / 1000.0);
}

}  // namespace eventstore
