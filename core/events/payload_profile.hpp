// How large payloads are: which share of the events is small, medium and large, and what these are.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eventstore {

enum class PayloadClass : std::uint8_t { small, medium, large };

[[nodiscard]] std::string_view name_of(PayloadClass payload_class);

/// By default 70 % of the events are small (100 to 500 octets of JSON text), 25 % medium (1 to 5
/// kB) and 5 % large (5 to 10 kB), shaped inside the classes so that 20 % of the events carry 80 %
/// of the bytes (design.md, section 6).
struct PayloadProfile {
  static constexpr std::int32_t permille_min = 100;     ///< A tenth of the usual sizes,
  static constexpr std::int32_t permille_max = 10'000;  ///< ten times as large.

  std::array<std::int32_t, 3> mix{70, 25,
                                  5};  ///< Per cent of the events, by PayloadClass; sum 100.
  std::int32_t permille = 1'000;       ///< Sizes, in thousandths of the usual ones.
  bool operator==(const PayloadProfile&) const = default;
};

/// "70/25/5": three whole numbers of sum 100; nothing for any other text.
[[nodiscard]] std::optional<std::array<std::int32_t, 3>> parse_payload_mix(std::string_view text);
[[nodiscard]] std::string payload_mix_text(const PayloadProfile& profile);

/// "0.1" to "10", with up to three decimals, in thousandths; nothing for any other text.
[[nodiscard]] std::optional<std::int32_t> parse_payload_scale(std::string_view text);
[[nodiscard]] std::string payload_scale_text(const PayloadProfile& profile);

}  // namespace eventstore
