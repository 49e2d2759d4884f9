// A running server's first process, as its postmaster.pid and /proc show it.
#pragma once

#include <optional>
#include <string>

#include "core/server/state_directory.hpp"

namespace eventstore::server {

struct Postmaster {
  int pid = 0;
  std::string phase;  ///< "starting", "ready", "stopping".
};

/// The process that serves the cluster; nothing when there is none, whatever a stale
/// postmaster.pid says.
[[nodiscard]] std::optional<Postmaster> find_postmaster(const StateDirectory& state);

/// Whether somebody listens on the server's socket.  Takes some microseconds.
[[nodiscard]] bool answers(const StateDirectory& state);

/// Removes a postmaster.pid, and its twin beside the socket, that names a process which is surely
/// not a PostgreSQL server: after a crash its number may have been given to another, or be kept by
/// a zombie that nobody waits for. PostgreSQL itself would refuse to start.
void remove_stale_pid_file(const StateDirectory& state);

}  // namespace eventstore::server
