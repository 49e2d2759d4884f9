// The CPU of this machine as a whole: what our processes take beside all the others.  From /proc.
#pragma once

#include <optional>

namespace eventstore::measure {

struct MachineUsage {
  int cores = 0;
  double busy_seconds = 0.0;  ///< Of all cores since the start: not idle, not waiting for a disk.
};

/// Nothing where the system does not tell.
[[nodiscard]] std::optional<MachineUsage> usage_of_this_machine();

}  // namespace eventstore::measure
