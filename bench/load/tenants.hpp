// Whose data users work on.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/load/scenario.hpp"
#include "core/dataset/manifest.hpp"
#include "core/engine/requests.hpp"

namespace eventstore::load {

/// Gives each user a tenant, for good.
class TenantChoice {
 public:
  /// Throws UsageError when the data have no such tenant.
  TenantChoice(const dataset::Manifest& manifest, Tenants which);

  /// A tenant for uniform bits.
  [[nodiscard]] engine::Tenant pick(std::uint64_t bits) const;

 private:
  struct Weighted {
    engine::Tenant tenant;
    std::uint64_t until = 0;  ///< Sum of the weights up to and including this one's.
  };
  void add(std::int32_t key, const std::string& id, std::int64_t weight);

  std::vector<Weighted> tenants_;
};

}  // namespace eventstore::load
