// How much disk a data set needs, and whether the server's disk has it, where it lets us see.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/pg/session.hpp"

namespace eventstore::seed {

/// What decides how much disk a data set takes.  Sizes in octets, of all events or snapshots
/// together.
struct DataVolume {
  std::int64_t events = 0;
  std::int64_t plain_bytes = 0;   ///< Payloads and metadata of the events that fit into a page
                                  ///< easily, which the server stores as they are.
  std::int64_t large_events = 0;  ///< The others, which it compresses.
  std::int64_t large_payload_bytes = 0;
  std::int64_t large_tail_bytes = 0;  ///< Of the large payloads, what exceeds 7 kB in each.
  std::int64_t large_metadata_bytes = 0;
  std::int64_t snapshots = 0;
  std::int64_t snapshot_bytes = 0;
  int indexes = 0;  ///< Of the events.

  /// Counts one event, or `times` like it.
  void add_event(std::int64_t payload_bytes, std::int64_t metadata_bytes, std::int64_t times = 1);
};

/// In octets.  Tables and indexes are within 25 % of what was measured for all stores, 20,000 to
/// 1,000,000 events, and payloads of 150 octets to 60 kB on average (docs/access.md).
struct DiskNeed {
  std::int64_t tables = 0;
  std::int64_t indexes = 0;
  std::int64_t sorting = 0;  ///< Temporary files while indexes are built.
  std::int64_t wal = 0;      ///< All that is written; checkpoints limit how much of it stays.

  [[nodiscard]] std::int64_t data() const { return tables + indexes; }
};

[[nodiscard]] DiskNeed disk_need(const DataVolume& volume);

/// The disks that the server writes to.
struct ServerDisk {
  std::string data_directory;  ///< Of the tables: the tablespace's, or the server's own.
  std::int64_t data_free = 0;
  std::string wal_directory;
  std::int64_t wal_free = 0;
  bool wal_is_apart = false;     ///< On a file system of its own.
  std::int64_t wal_growth = 0;   ///< So much more WAL may be kept.
  std::int64_t replaceable = 0;  ///< Octets of the tables that are dropped first.
};

/// Nothing when it cannot be seen: the server is on another machine or in a container, or the role
/// may not ask.  `replaceable`: full names of the tables that are dropped first.
[[nodiscard]] std::optional<ServerDisk> visible_disk(pg::Session& session,
                                                     const std::vector<std::string>& replaceable);

/// Throws Failure, saying how much is needed, free and where, when the disk is too small.
void require_space(const DiskNeed& need, const ServerDisk& disk, std::int64_t events);

/// "about 1.22 GB in tables and indexes", as a line.
[[nodiscard]] std::string describe(const DiskNeed& need);

/// "; the disk of /var/lib/postgresql has 0 B left: make room there", when it is as good as full
/// now; else empty.
[[nodiscard]] std::string full_disk_remark(const ServerDisk& disk);

}  // namespace eventstore::seed
