#include "bench/load/tenants.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/random/random.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::load {

TenantChoice::TenantChoice(const dataset::Manifest& manifest, Tenants which) {
  const bool is_one = which == Tenants::hot || which == Tenants::middle || which == Tenants::cold;
  if (is_one) {
    const char* name = which == Tenants::hot ? "hot" : which == Tenants::cold ? "cold" : "middle";
    const auto found = manifest.subjects.find(name);
    if (found == manifest.subjects.end()) {
      throw UsageError(fmt::format("the data have no {} tenant; seed more of them", name));
    }
    add(found->second.key, found->second.id, 1);
    return;
  }
  const auto hot = manifest.subjects.find("hot");
  for (const dataset::TenantTotal& tenant : manifest.tenants) {
    const bool is_hot = hot != manifest.subjects.end() && hot->second.key == tenant.key;
    if (which == Tenants::others && is_hot) continue;
    add(tenant.key, tenant.id,
        which == Tenants::even ? 1 : std::max<std::int64_t>(tenant.events, 1));
  }
  if (tenants_.empty()) {
    throw UsageError(
        "the data have no tenant beside the hot one; seed more of them with --tenants");
  }
}

void TenantChoice::add(std::int32_t key, const std::string& id, std::int64_t weight) {
  const std::uint64_t before = tenants_.empty() ? 0 : tenants_.back().until;
  tenants_.push_back(
      {.tenant = {.key = key, .id = id}, .until = before + static_cast<std::uint64_t>(weight)});
}

engine::Tenant TenantChoice::pick(std::uint64_t bits) const {
  const std::uint64_t value = below(bits, tenants_.back().until);
  const auto found = std::upper_bound(
      tenants_.begin(), tenants_.end(), value,
      [](std::uint64_t wanted, const Weighted& one) { return wanted < one.until; });
  return found->tenant;
}

}  // namespace eventstore::load
