// CPU and disks of this machine as a whole: what our processes take beside all the others.  From
// /proc and /sys.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>

namespace eventstore::measure {

struct MachineUsage {
  int cores = 0;
  double busy_seconds = 0.0;  ///< Of all cores since the start: not idle, not waiting for a disk.
  /// Octets written to all disks since the start; nothing where the system does not tell.  Not of a
  /// process: /proc/PID/io counts, where the file system has pages in large folios, a whole folio
  /// for each page that is written to (2 MB for 8 kB, Linux 6.18 with ext4).
  std::optional<std::int64_t> written_bytes;
};

/// Nothing where the system does not tell.
[[nodiscard]] std::optional<MachineUsage> usage_of_this_machine();

/// Octets written, of the lines of /proc/diskstats whose device `is_disk`; nothing where none is.
/// The others are parts of disks, or stand upon them, and would be counted twice.
[[nodiscard]] std::optional<std::int64_t> written_bytes_in(
    std::istream& diskstats, const std::function<bool(const std::string&)>& is_disk);

}  // namespace eventstore::measure
