// What processes of this machine take: CPU, memory, disk, and on which core they are.  From /proc.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace eventstore::measure {

struct ProcessUsage {
  double cpu_seconds = 0.0;  ///< User and system, of all threads.
  std::int64_t resident_bytes = 0;
  std::int64_t read_bytes = 0;  ///< Fetched from the storage.
  bool knows_disk = false;      ///< Another account's process may not tell.
};

/// Nothing when there is no such process.
[[nodiscard]] std::optional<ProcessUsage> usage_of(int pid);

/// The id of the process that asks.
[[nodiscard]] int this_process();

/// Of the process that asks, threads that have ended included.
[[nodiscard]] ProcessUsage usage_of_this_process();

/// The sum over those that are there; disk is known when it is of each.
[[nodiscard]] ProcessUsage usage_of_all(std::span<const int> pids);

/// What a process has for itself alone: resident pages of no file and of no shared memory, so that
/// a server process does not seem to grow by the shared buffers that it has touched so far. Nothing
/// when there is no such process.
[[nodiscard]] std::optional<std::int64_t> private_bytes_of(int pid);

/// Nothing when there is no such process.
[[nodiscard]] std::optional<int> parent_of(int pid);

/// Those whose parent this process is, now.
[[nodiscard]] std::vector<int> children_of(int pid);

/// The core that a thread, or a process's first thread, runs on or last ran on; nothing when there
/// is none.
[[nodiscard]] std::optional<int> core_of(int pid);

}  // namespace eventstore::measure
