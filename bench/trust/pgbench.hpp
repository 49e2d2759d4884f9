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

/// A run of pgbench at full speed, or at a rate.
struct PgbenchLoad {
  int clients = 1;
  int threads = 1;
  int seconds = 1;
  int rate = 0;  ///< Calls a second, begun as a Poisson process has it; 0: as many as there can be.
};

/// Calls a second of `pgbench -M prepared`, without the time to connect.  Throws as pgbench_way
/// does.
[[nodiscard]] double pgbench_rate(const WaySetting& setting, const PgbenchLoad& load);

}  // namespace eventstore::trust
