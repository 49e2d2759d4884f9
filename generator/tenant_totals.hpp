// How many events each tenant owns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace eventstore::seed {

/// By rank, the largest first: the top ceil(tenants / 5) own 80 % of the events; within the top the
/// shares fall as 1 / rank^0.7, below it in a line from 2 to 1.1.  Everybody owns at least one
/// event. Throws UsageError when there are fewer events than tenants.
[[nodiscard]] std::vector<std::int64_t> tenant_totals(std::int64_t events, std::int32_t tenants);

/// "tenant-0001".
[[nodiscard]] std::string tenant_id(std::int32_t key);

}  // namespace eventstore::seed
