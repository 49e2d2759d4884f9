#include "core/server/local_server.hpp"

#include <cctype>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <thread>

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include "core/server/child_process.hpp"
#include "core/server/cluster.hpp"
#include "core/server/postmaster.hpp"
#include "core/server/server_binaries.hpp"
#include "core/server/server_log.hpp"
#include "core/server/state_directory.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::server {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

/// Replaying what a crash left in the WAL takes minutes at worst (max_wal_size is 32 GB at most).
constexpr auto start_time_max = 10min;
/// A fast shutdown writes the whole buffer pool.
constexpr auto stop_time_max = 5min;

constexpr std::uintmax_t log_bytes_max = 10'000'000;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

StateDirectory our_state() {
  return locate_state(default_state_directory());
}

bool is_ready(const StateDirectory& state) {
  const auto postmaster = find_postmaster(state);
  return postmaster && postmaster->phase == "ready" && answers(state);
}

/// Whether the server is gone before the time is over.
bool wait_until_gone(const StateDirectory& state) {
  const auto deadline = std::chrono::steady_clock::now() + stop_time_max;
  while (find_postmaster(state)) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    stop_if_interrupted();
    std::this_thread::sleep_for(10ms);
  }
  return true;
}

/// A fast shutdown; returns whether there was something to stop.
bool stop_postmaster(const StateDirectory& state) {
  const auto postmaster = find_postmaster(state);
  if (!postmaster) return false;
  if (kill(postmaster->pid, SIGINT) != 0 && errno != ESRCH) {
    throw Failure(fmt::format("cannot stop the local server (process {}): {}", postmaster->pid,
                              std::strerror(errno)));
  }
  if (!wait_until_gone(state)) {
    throw Failure(fmt::format("the local server (process {}) does not stop; see {}",
                              postmaster->pid, state.log_file()));
  }
  return true;
}

/// A server that somebody else is starting or stopping is waited for; one that runs but has lost
/// its socket (a cleaned /tmp) is stopped.  Afterwards it is ready or not there.
void settle(const StateDirectory& state) {
  const auto deadline = std::chrono::steady_clock::now() + start_time_max;
  while (const auto postmaster = find_postmaster(state)) {
    if (postmaster->phase == "ready") {
      if (!answers(state)) stop_postmaster(state);
      return;
    }
    if (std::chrono::steady_clock::now() > deadline) {
      throw Failure(fmt::format("the local server (process {}) has been {} for {} minutes; see {}",
                                postmaster->pid, postmaster->phase, start_time_max.count(),
                                state.log_file()));
    }
    stop_if_interrupted();
    std::this_thread::sleep_for(20ms);
  }
}

void rotate_log(const StateDirectory& state) {
  std::error_code error;
  if (log_size(state.log_file()) < log_bytes_max) return;
  fs::rename(state.log_file(), state.log_file() + ".old", error);
}

int launch(const StateDirectory& state, const ServerBinaries& binaries) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(start_time_max);
  return run_child({.arguments = {binaries.directory + "/pg_ctl", "start", "--silent", "--wait",
                                  "--timeout", std::to_string(seconds.count()), "--pgdata",
                                  state.cluster(), "--log", state.log_file()},
                    .account = state.account,
                    .working_directory = state.path,
                    .log_file = state.log_file()})
      .exit_code;
}

void start(const StateDirectory& state, const ServerBinaries& binaries) {
  constexpr int attempts_max = 50;
  constexpr std::string_view old_processes_live = "pre-existing shared memory block";
  for (int attempt = 1;; ++attempt) {
    const std::uintmax_t log_start = log_size(state.log_file());
    if (launch(state, binaries) == 0) return;
    stop_if_interrupted();
    const std::string reason = telling_line(state.log_file(), log_start);
    // The processes of a server that was killed need a moment to notice.
    const bool may_pass = reason.find(old_processes_live) != std::string::npos;
    if (!may_pass || attempt == attempts_max) {
      throw Failure(
          fmt::format("the local server does not start: {} (see {})", reason, state.log_file()));
    }
    stop_if_interrupted();
    std::this_thread::sleep_for(100ms);
  }
}

/// With the lock held: creates what is missing and starts what does not run.
void create_and_start(const StateDirectory& state) {
  settle(state);
  if (is_ready(state)) return;
  const auto major = cluster_major(state);
  const ServerBinaries binaries = choose_server_binaries(major);
  rotate_log(state);
  if (!major) create_cluster(state, binaries);
  prepare_socket_directory(state);
  write_settings(state);
  remove_stale_pid_file(state);
  start(state, binaries);
}

/// The binaries that would be used; empty ones when there are none that fit.
ServerBinaries known_binaries(std::optional<int> major) {
  try {
    return choose_server_binaries(major);
  } catch (const Failure&) {
    return {};
  }
}

}  // namespace

std::string default_state_directory() {
  const std::string name = "eventstore-harness";
  if (auto chosen = variable("EVENTSTORE_STATE"); !chosen.empty()) return chosen;
  if (const auto base = variable("XDG_STATE_HOME"); !base.empty()) return base + "/" + name;
  if (geteuid() == 0) return "/var/lib/" + name;
  std::string home = variable("HOME");
  const passwd* entry = home.empty() ? getpwuid(geteuid()) : nullptr;
  if (entry != nullptr) home = entry->pw_dir;
  if (home.empty()) {
    throw Failure("HOME is not set; name a directory for the local server in EVENTSTORE_STATE");
  }
  return home + "/.local/state/" + name;
}

std::string connection_string(const std::string& state_directory) {
  // The socket's directory never needs quoting (see StateDirectory::socket_directory).
  return fmt::format("host={} port=5432 user={}", locate_state(state_directory).socket_directory(),
                     superuser);
}

std::string connection_uri(const std::string& state_directory, const std::string& database) {
  std::string name;
  for (const char character : database) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(character)) != 0 ||
                          std::strchr("-._~", character) != nullptr;
    name += is_plain ? std::string{character}
                     : fmt::format("%{:02X}", static_cast<unsigned char>(character));
  }
  return fmt::format("postgresql://{}@/{}?host={}&port=5432", superuser, name,
                     locate_state(state_directory).socket_directory());
}

LocalServerStatus status() {
  const StateDirectory state = our_state();
  LocalServerStatus status{.state_directory = state.path,
                           .socket_directory = state.socket_directory()};
  const bool has_cluster = state.is_ours() && fs::exists(state.cluster());
  const auto major = has_cluster ? cluster_major(state) : std::nullopt;
  const ServerBinaries binaries = known_binaries(major);
  status.binary_directory = binaries.directory;
  if (!major) return status;
  status.state = ServerState::stopped;
  status.version = binaries.major == *major ? binaries.version : std::to_string(*major);
  const auto postmaster = find_postmaster(state);
  if (postmaster && answers(state)) {
    status.state = ServerState::running;
    status.pid = postmaster->pid;
  }
  return status;
}

std::string ensure_running() {
  const StateDirectory state = our_state();
  if (!is_ready(state)) {
    if (!state.is_ours()) {
      [[maybe_unused]] const auto found = choose_server_binaries({});  // Before anything is made.
    }
    const StateLock lock{state, StateLock::When::always};
    create_and_start(state);
  }
  return connection_string(state.path);
}

bool stop() {
  const StateDirectory state = our_state();
  if (!state.is_ours()) return false;
  const StateLock lock{state, StateLock::When::if_there};
  return stop_postmaster(state);
}

bool destroy() {
  const StateDirectory state = our_state();
  if (!fs::exists(state.path)) return false;
  if (!state.is_ours()) {
    throw Failure(
        fmt::format("{} is not a state directory of this harness and stays as it is; "
                    "correct EVENTSTORE_STATE",
                    state.path));
  }
  const StateLock lock{state, StateLock::When::if_there};
  if (!fs::exists(state.path)) return false;
  stop_postmaster(state);
  remove_state(state);
  return true;
}

}  // namespace eventstore::server
