#include "generator/tenant_skew.hpp"

#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <re2/re2.h>

#include "core/tool/errors.hpp"

namespace eventstore::seed {

namespace {

std::optional<TenantSkew> parse_share(const std::string& text) {
  static const RE2 form{R"(([1-9]\d?)/([1-9]\d?))", RE2::Latin1};
  TenantSkew skew{.law = TenantSkew::Law::share};
  if (!RE2::FullMatch(text, form, &skew.events_percent, &skew.tenants_percent)) return {};
  return skew.events_percent >= skew.tenants_percent ? std::optional{skew} : std::nullopt;
}

std::optional<TenantSkew> parse_zipf(const std::string& text) {
  static const RE2 form{R"(zipf:(\d(?:\.\d{1,3})?))", RE2::Latin1};
  TenantSkew skew{.law = TenantSkew::Law::zipf};
  double exponent = 0.0;
  if (text == "uniform") return skew;
  if (!RE2::FullMatch(text, form, &exponent)) return {};
  skew.exponent_permille = static_cast<std::int32_t>(std::lround(exponent * 1000));
  return skew.exponent_permille <= 3000 ? std::optional{skew} : std::nullopt;
}

}  // namespace

TenantSkew parse_tenant_skew(const std::string& text) {
  if (const auto share = parse_share(text)) return *share;
  if (const auto zipf = parse_zipf(text)) return *zipf;
  throw UsageError(fmt::format(
      "--tenant-skew '{}' is not a skew: say A/B (the top B % of the tenants own A % of "
      "the events, A >= B, both 1 to 99), zipf:S (0 to 3) or uniform",
      text));
}

std::string to_text(const TenantSkew& skew) {
  if (skew.law == TenantSkew::Law::share) {
    return fmt::format("{}/{}", skew.events_percent, skew.tenants_percent);
  }
  if (skew.exponent_permille == 0) return "uniform";
  return fmt::format("zipf:{:g}", static_cast<double>(skew.exponent_permille) / 1000.0);
}

std::int64_t top_tenants(const TenantSkew& skew, std::int64_t tenants) {
  const std::int64_t percent = skew.law == TenantSkew::Law::share ? skew.tenants_percent : 20;
  return (tenants * percent + 99) / 100;
}

}  // namespace eventstore::seed
