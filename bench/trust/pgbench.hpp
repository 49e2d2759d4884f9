// pgbench on a case of the catalogue: in turn with the other ways, or at full speed.
#pragma once

#include <memory>
#include <string>

#include "bench/trust/way.hpp"

namespace eventstore::trust {

/// Why pgbench cannot run the case here; empty when it can.
[[nodiscard]] std::string pgbench_obstacle(const Subject& subject, Workplace& workplace);

/// `pgbench -M prepared` with one client.  It is started once and paused between its rounds; the
/// times are those of its log, in whole microseconds, between which the median is interpolated.
/// Throws Failure: `pgbench_obstacle`, or what pgbench said.
[[nodiscard]] std::unique_ptr<Way> pgbench_way(const WaySetting& setting);

/// Calls a second of `pgbench -M prepared` with so many clients, for so many seconds, without the
/// time to connect.  Throws as pgbench_way does.
[[nodiscard]] double pgbench_rate(const WaySetting& setting, int clients, int threads, int seconds);

}  // namespace eventstore::trust
