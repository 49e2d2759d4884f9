#include "generator/share_check.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace eventstore::seed {

namespace {

constexpr std::size_t judged_tenants = 5;
constexpr std::int64_t judged_events_per_tenant = 100;
constexpr std::int64_t judged_payloads = 20'000;

bool is_off(double found, double wanted, double tolerance) {
  return std::abs(found - wanted) > tolerance;
}

}  // namespace

Complaint check_tenant_events(const ReadBack& data, const dataset::Manifest& manifest) {
  for (std::size_t i = 0; i < manifest.tenants.size(); ++i) {
    if (data.events_by_tenant[i] == manifest.tenants[i].events) continue;
    return fmt::format("{} has {} events, not {}", manifest.tenants[i].id, data.events_by_tenant[i],
                       manifest.tenants[i].events);
  }
  return {};
}

Complaint check_payload_classes(const ReadBack& data, const dataset::Manifest& manifest) {
  for (const dataset::PayloadClassTotal& wanted : manifest.payload_classes) {
    for (std::size_t i = 0; i < data.totals.classes.size(); ++i) {
      if (name_of(static_cast<PayloadClass>(i)) != wanted.name) continue;
      const ClassTotal& found = data.totals.classes[i];
      if (found.events != wanted.events) {
        return fmt::format("{} payloads are {}, not {}", found.events, wanted.name, wanted.events);
      }
      if (found.bytes != wanted.bytes) {
        return fmt::format("the {} payloads have {} octets, not {}", wanted.name, found.bytes,
                           wanted.bytes);
      }
    }
  }
  if (data.totals.metadata_bytes == manifest.metadata_bytes) return {};
  return fmt::format("metadata have {} octets, not {}", data.totals.metadata_bytes,
                     manifest.metadata_bytes);
}

double top_share(const ReadBack& data, const Shape& shape) {
  std::vector<std::int64_t> events = data.events_by_tenant;
  std::sort(events.rbegin(), events.rend());
  const std::int64_t top = top_tenants(shape.tenant_skew, std::ssize(events));
  std::int64_t owned = 0;
  for (std::int64_t i = 0; i < top; ++i) owned += events[static_cast<std::size_t>(i)];
  return static_cast<double>(owned) / static_cast<double>(data.events);
}

Complaint check_top_share(const ReadBack& data, const Shape& shape) {
  const std::size_t tenants = data.events_by_tenant.size();
  const bool is_judged =
      shape.tenant_skew.law == TenantSkew::Law::share && tenants >= judged_tenants &&
      data.events >= judged_events_per_tenant * std::ssize(data.events_by_tenant);
  if (!is_judged) return {};
  const double found = top_share(data, shape);
  const double wanted = shape.tenant_skew.events_percent / 100.0;
  // Each --append rounds anew, by less than an event.
  const double rounding =
      static_cast<double>(shape.appended.size() + 1) / static_cast<double>(data.events);
  if (!is_off(found, wanted, 0.01 + rounding)) return {};
  return fmt::format("the top tenants own {:.1f} % of the events, not {:.0f} %", 100 * found,
                     100 * wanted);
}

Complaint check_payload_shares(const ReadBack& data, const Shape& shape) {
  if (data.events < judged_payloads || shape.payloads != PayloadProfile{}) return {};
  const double found = data.payload_sizes.octets_in_largest(0.2);
  if (!is_off(found, 0.8, 0.02)) return {};
  return fmt::format("20 % of the events hold {:.1f} % of the payloads' octets, not 80 %",
                     100 * found);
}

}  // namespace eventstore::seed
