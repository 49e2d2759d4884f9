// The database cluster in a state directory: created as a whole or not at all, with our settings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/server/server_binaries.hpp"
#include "core/server/state_directory.hpp"

namespace eventstore::server {

/// The superuser of the cluster.  It needs no password: nobody else can reach the socket.
inline constexpr const char* superuser = "eventstore";

/// The major version of the cluster's files; nothing when there is no cluster.
[[nodiscard]] std::optional<int> cluster_major(const StateDirectory& state);

/// Runs initdb, in a directory that gets its name when everything is in it: what an earlier attempt
/// left half-made is removed.  Throws Failure with what initdb said.
void create_cluster(const StateDirectory& state, const ServerBinaries& binaries);

/// max_wal_size in GB for a disk of `disk_octets` with `free_octets` left: a power of two from 1 to
/// 32, at most an eighth of the disk and half of what is free (1 GB is the server's default).
/// Steady while the disk fills, as result documents hold it.
[[nodiscard]] std::int64_t wal_limit_gb(std::int64_t disk_octets, std::int64_t free_octets);

/// Writes docker/postgresql.conf as this build holds it, and what depends on this machine, to where
/// the cluster includes it from.
void write_settings(const StateDirectory& state);

}  // namespace eventstore::server
