// Where PostgreSQL's server programs are on this machine, and which of them to take.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace eventstore::server {

struct ServerBinaries {
  std::string directory;  ///< Holds initdb, pg_ctl and postgres.
  int major = 0;
  int minor = 0;
  std::string version;  ///< "15.18", "19beta1": as `postgres --version` says it.
};

/// All that were found: those of PG_BINDIR and no others when it is set, else of `pg_config
/// --bindir`, the distributions' versioned directories and PATH.  The newest first; nothing older
/// than PostgreSQL 14.  Throws Failure when PG_BINDIR is set and holds no server programs.
[[nodiscard]] std::vector<ServerBinaries> find_server_binaries();

/// The newest, or the newest of the major version that a cluster has.  Throws Failure: none, naming
/// the package; none of that major version, naming both versions and the way out.
[[nodiscard]] ServerBinaries choose_server_binaries(std::optional<int> cluster_major);

/// The program's path, looked up in PATH; empty when it is not there.
[[nodiscard]] std::string find_in_path(const std::string& program);

}  // namespace eventstore::server
