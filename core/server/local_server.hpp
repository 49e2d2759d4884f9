// A PostgreSQL server of our own, in a state directory, reachable through a unix socket only.
#pragma once

#include <optional>
#include <string>

namespace eventstore::server {

enum class ServerState { absent, stopped, running };

struct LocalServerStatus {
  ServerState state = ServerState::absent;
  std::string state_directory = {};
  std::string socket_directory = {};
  /// Of the server programs in use; empty when there are none that fit.
  std::string binary_directory = {};
  std::string version = {};  ///< Of the cluster; empty while absent.
  int pid = 0;               ///< 0 unless running.
};

/// libpq key=value pairs for the server (host, user), without a database.
[[nodiscard]] std::string connection_string(const std::string& state_directory);

/// The same as a URI, for a database of it.
[[nodiscard]] std::string connection_uri(const std::string& state_directory,
                                         const std::string& database);

/// $EVENTSTORE_STATE, else eventstore-harness below $XDG_STATE_HOME, else below ~/.local/state, or
/// below /var/lib for root, whose home the server's account cannot enter.
[[nodiscard]] std::string default_state_directory();

[[nodiscard]] LocalServerStatus status();

/// Creates the cluster when there is none and starts it when it is not running; two processes at
/// once do not fight.  Returns `connection_string`.  Throws Failure: no server binaries (naming the
/// package), a cluster of another major version, a log that says why it did not start.
std::string ensure_running();

/// Stops the server (fast shutdown); returns whether it was running.
bool stop();

/// Stops it and removes the state directory; returns whether there was one.  Throws Failure when it
/// is not ours.
bool destroy();

}  // namespace eventstore::server
