// How unequal tenants are.
#pragma once

#include <cstdint>
#include <string>

namespace eventstore::seed {

/// Either "A/B": the top B per cent of the tenants own A per cent of the events; or Zipf's law with
/// an exponent, 0 of which makes all tenants equal.
struct TenantSkew {
  enum class Law : std::uint8_t { share, zipf };
  Law law = Law::share;
  std::int32_t events_percent = 80;    ///< Of a share: 1 to 99, at least `tenants_percent`.
  std::int32_t tenants_percent = 20;   ///< Of a share: 1 to 99.
  std::int32_t exponent_permille = 0;  ///< Of Zipf: 0 to 3,000.
  bool operator==(const TenantSkew&) const = default;
};

/// "80/20", "zipf:1.1" or "uniform".  Throws UsageError for anything else.
[[nodiscard]] TenantSkew parse_tenant_skew(const std::string& text);
[[nodiscard]] std::string to_text(const TenantSkew& skew);

/// How many tenants the top is: ceil(B % of `tenants`) of a share, a fifth by Zipf's law.
[[nodiscard]] std::int64_t top_tenants(const TenantSkew& skew, std::int64_t tenants);

}  // namespace eventstore::seed
