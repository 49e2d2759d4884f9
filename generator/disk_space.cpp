#include "generator/disk_space.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::seed {

namespace fs = std::filesystem;

namespace {

// Octets, fitted to what 56 loads took (docs/access.md); the stores lie on both sides of each, and
// 22 others were held against them afterwards.

/// Of an event's row beside payload and metadata: header, ids, types, what pages leave empty.
constexpr std::int64_t row_octets = 205;
/// From here on a row is more than the server leaves as it is (2 kB), and is compressed.
constexpr std::int64_t large_octets = 1850;
/// A compressed payload: so much, and so many hundredths of what it was.  What lies this far behind
/// its beginning repeats more of what was there before.
constexpr std::int64_t compressed_octets = 300;
constexpr std::int64_t compressed_percent = 34;
constexpr std::int64_t tail_begins_at = 7000;
constexpr std::int64_t compressed_tail_percent = 20;
constexpr std::int64_t snapshot_row_octets = 140;
constexpr std::int64_t index_entry_octets = 40;
/// Indexes are built three at a time, and sorting one takes as much as the index.
constexpr int indexes_at_once = 3;

/// Less than this, and the next segment of WAL or the next table does not fit.
constexpr std::int64_t full_below = 32LL * 1024 * 1024;

/// Free octets of the file system that holds `path`, for others than root; nothing when it cannot
/// be asked.
std::optional<std::int64_t> free_space(const std::string& path) {
  std::error_code error;
  const fs::space_info space = fs::space(path, error);
  if (error) return std::nullopt;
  return static_cast<std::int64_t>(space.available);
}

bool same_file_system(const std::string& one, const std::string& other) {
  struct stat first {};
  struct stat second {};
  return stat(one.c_str(), &first) == 0 && stat(other.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev;
}

/// Loopback may lead into a container or through a tunnel: there our process table does not show
/// the server's process.
bool runs_here(std::int64_t process) {
  std::ifstream file{fmt::format("/proc/{}/comm", process)};
  std::string name;
  return std::getline(file, name) && name == "postgres";
}

std::string text_of(std::int64_t octets) {
  return bytes_text(static_cast<double>(octets));
}

[[noreturn]] void refuse(std::int64_t events, std::int64_t needed, std::int64_t free,
                         const std::string& what, const std::string& directory) {
  throw Failure(
      fmt::format("{} about {} for {}, and the disk of {} has {} free; ask for fewer "
                  "--events or smaller payloads, or use a --database elsewhere",
                  events == 1 ? "1 event needs" : grouped(events) + " events need", text_of(needed),
                  what, directory, text_of(free)));
}

}  // namespace

void DataVolume::add_event(std::int64_t payload_bytes, std::int64_t metadata_bytes,
                           std::int64_t times) {
  events += times;
  if (payload_bytes + metadata_bytes <= large_octets) {
    plain_bytes += times * (payload_bytes + metadata_bytes);
    return;
  }
  large_events += times;
  large_payload_bytes += times * payload_bytes;
  large_tail_bytes += times * std::max<std::int64_t>(payload_bytes - tail_begins_at, 0);
  large_metadata_bytes += times * metadata_bytes;
}

DiskNeed disk_need(const DataVolume& volume) {
  const std::int64_t index = index_entry_octets * volume.events;
  DiskNeed need;
  need.tables = row_octets * volume.events + volume.plain_bytes + volume.large_metadata_bytes +
                compressed_octets * volume.large_events +
                (volume.large_payload_bytes - volume.large_tail_bytes) * compressed_percent / 100 +
                volume.large_tail_bytes * compressed_tail_percent / 100 +
                snapshot_row_octets * volume.snapshots + volume.snapshot_bytes;
  need.indexes = index * volume.indexes + index_entry_octets * volume.snapshots;
  need.sorting = index * std::min(volume.indexes, indexes_at_once);
  need.wal = need.data();
  return need;
}

std::optional<ServerDisk> visible_disk(pg::Session& session,
                                       const std::vector<std::string>& replaceable) {
  const pg::Rows rows = session.run(catalogue::harness_sql("seed_disk"));
  const bool is_visible = !rows.empty() && !rows.is_null(0, "data_directory") &&
                          rows.boolean(0, "is_local") &&
                          runs_here(rows.integer(0, "server_process"));
  if (!is_visible) return std::nullopt;
  const std::string& server = rows.text(0, "data_directory");
  const std::string& tablespace = rows.text(0, "tablespace_directory");

  ServerDisk disk;
  disk.data_directory = tablespace.empty() ? server : tablespace;
  // pg_wal may be a link to another disk, which only the server's account and root can follow.
  disk.wal_directory = free_space(server + "/pg_wal") ? server + "/pg_wal" : server;
  const auto data_free = free_space(disk.data_directory);
  const auto wal_free = free_space(disk.wal_directory);
  if (!data_free || !wal_free) return std::nullopt;
  disk.data_free = *data_free;
  disk.wal_free = *wal_free;
  disk.wal_is_apart = !same_file_system(disk.data_directory, disk.wal_directory);
  disk.wal_growth = rows.integer(0, "wal_max");
  if (rows.boolean(0, "may_list_wal")) {
    const pg::Rows wal = session.run(catalogue::harness_sql("seed_disk_wal"));
    disk.wal_growth = std::max<std::int64_t>(disk.wal_growth - wal.integer(0, "bytes"), 0);
  }
  for (const std::string& table : replaceable) {
    const pg::Rows size = session.run(catalogue::harness_sql("seed_disk_table"), {{table}});
    disk.replaceable += size.integer(0, "bytes");
  }
  return disk;
}

void require_space(const DiskNeed& need, const ServerDisk& disk, std::int64_t events) {
  const std::int64_t wal = std::min(need.wal, disk.wal_growth);
  const std::int64_t data = need.data() + need.sorting;
  const std::int64_t free = disk.data_free + disk.replaceable;
  if (!disk.wal_is_apart && data + wal > free) {
    refuse(events, data + wal, free, "tables, indexes and WAL", disk.data_directory);
  }
  if (data > free) refuse(events, data, free, "tables and indexes", disk.data_directory);
  if (wal > disk.wal_free) refuse(events, wal, disk.wal_free, "WAL", disk.wal_directory);
}

std::string describe(const DiskNeed& need) {
  return fmt::format("about {} in tables and indexes\n", text_of(need.data()));
}

std::string full_disk_remark(const ServerDisk& disk) {
  for (const std::string& directory : {disk.data_directory, disk.wal_directory}) {
    const auto free = free_space(directory);
    if (free && *free < full_below) {
      return fmt::format("; the disk of {} has {} left: make room there, or ask for fewer --events",
                         directory, text_of(*free));
    }
  }
  return {};
}

}  // namespace eventstore::seed
