// The directory that holds the local server: what lies where in it, whose it is, who may change it.
#pragma once

#include <string>

#include "core/server/account.hpp"

namespace eventstore::server {

struct StateDirectory {
  std::string path;  ///< Absolute, without symbolic links.
  Account account;   ///< Runs the server and owns everything here.

  [[nodiscard]] std::string cluster() const { return path + "/cluster"; }
  [[nodiscard]] std::string settings_file() const { return path + "/settings.conf"; }
  [[nodiscard]] std::string log_file() const { return path + "/server.log"; }
  [[nodiscard]] std::string lock_file() const { return path + "/lock"; }
  [[nodiscard]] std::string marker_file() const { return path + "/.eventstore-harness"; }
  /// `path`, or below /tmp where the socket's path would not fit or would need quoting.
  [[nodiscard]] std::string socket_directory() const;
  [[nodiscard]] std::string socket_file() const { return socket_directory() + "/.s.PGSQL.5432"; }

  /// Whether we made it.  Throws Failure when it cannot be looked into.
  [[nodiscard]] bool is_ours() const;
};

/// The state directory at `path`, which need not exist.
[[nodiscard]] StateDirectory locate_state(const std::string& path);

/// Makes the socket directory where it is not the state directory itself.  Throws Failure when
/// somebody else owns it.
void prepare_socket_directory(const StateDirectory& state);

/// Held by whoever creates, starts, stops or destroys the server: a second process waits for it.
class StateLock {
 public:
  /// What to do where there is no directory: lock nothing, or make it.
  enum class When : bool { if_there, always };

  /// Throws Failure: no right to the directory, or it is somebody else's and not empty.
  StateLock(const StateDirectory& state, When when);
  ~StateLock();
  StateLock(const StateLock&) = delete;
  StateLock& operator=(const StateLock&) = delete;

 private:
  [[nodiscard]] bool try_lock(const StateDirectory& state);
  int descriptor_ = -1;
};

/// Removes all of it.  To be called with the lock held and the server stopped.
void remove_state(const StateDirectory& state);

/// Writes a whole file that belongs to the server's account.
void write_state_file(const StateDirectory& state, const std::string& file,
                      const std::string& text);

}  // namespace eventstore::server
