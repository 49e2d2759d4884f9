// How many events each tenant owns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/tenant_skew.hpp"

namespace eventstore::seed {

/// By rank, the largest first; everybody owns at least `least` (0 or 1).  The top of "A/B" owns A %
/// of the events; within the top the shares fall as 1 / rank^0.7, below it in a line from 2 to 1.1;
/// where that would put somebody below the top above somebody in it, both parts are even.  Throws
/// UsageError when there are too few events.
[[nodiscard]] std::vector<std::int64_t> tenant_totals(std::int64_t events, std::int32_t tenants,
                                                      const TenantSkew& skew = {},
                                                      std::int64_t least = 1);

/// "tenant-0001".
[[nodiscard]] std::string tenant_id(std::int32_t key);

}  // namespace eventstore::seed
