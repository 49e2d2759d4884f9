#include "core/server/postmaster.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace eventstore::server {

namespace fs = std::filesystem;

namespace {

std::string pid_file(const StateDirectory& state) {
  return state.cluster() + "/postmaster.pid";
}

/// postmaster.pid: the process on line 1, its phase on line 8 (see pidfile.h of PostgreSQL).
std::optional<Postmaster> read_pid_file(const std::string& file) {
  constexpr int phase_line = 8;
  std::ifstream lines{file};
  Postmaster postmaster;
  if (!(lines >> postmaster.pid) || postmaster.pid <= 1) return std::nullopt;
  std::string line;
  std::getline(lines, line);
  for (int number = 2; std::getline(lines, line); ++number) {
    if (number == phase_line) postmaster.phase = line.substr(0, line.find(' '));
  }
  return postmaster;
}

/// Empty for a process that is gone or a zombie.
std::vector<std::string> arguments_of(int pid) {
  std::ifstream file{fmt::format("/proc/{}/cmdline", pid)};
  std::vector<std::string> arguments;
  for (std::string argument; std::getline(file, argument, '\0');) arguments.push_back(argument);
  return arguments;
}

/// The server's working directory is its cluster, but root in a container may not be allowed to see
/// it; pg_ctl also names the cluster on the command line, which anybody sees.
bool serves(int pid, const std::string& cluster) {
  const auto arguments = arguments_of(pid);
  if (arguments.empty()) return false;
  if (std::find(arguments.begin(), arguments.end(), cluster) != arguments.end()) return true;
  std::error_code error;
  return fs::read_symlink(fmt::format("/proc/{}/cwd", pid), error) == cluster;
}

bool is_surely_something_else(int pid, const std::string& cluster) {
  const auto arguments = arguments_of(pid);
  if (arguments.empty()) return true;
  const bool is_postgres = fs::path{arguments.front()}.filename().string().starts_with("postgres");
  if (!is_postgres) return true;
  std::error_code error;
  const fs::path directory = fs::read_symlink(fmt::format("/proc/{}/cwd", pid), error);
  return !error && directory != cluster;
}

}  // namespace

std::optional<Postmaster> find_postmaster(const StateDirectory& state) {
  auto postmaster = read_pid_file(pid_file(state));
  if (postmaster && !serves(postmaster->pid, state.cluster())) postmaster.reset();
  return postmaster;
}

bool answers(const StateDirectory& state) {
  const std::string file = state.socket_file();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (file.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, file.c_str(), file.size() + 1);
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return false;
  // EAGAIN: there is a listener, and a queue before it.
  const bool is_connected =
      connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
      errno == EAGAIN;
  close(descriptor);
  return is_connected;
}

void remove_stale_pid_file(const StateDirectory& state) {
  const auto postmaster = read_pid_file(pid_file(state));
  const bool is_stale = postmaster && is_surely_something_else(postmaster->pid, state.cluster());
  if (!is_stale) return;
  std::error_code error;
  fs::remove(pid_file(state), error);
  fs::remove(state.socket_file() + ".lock", error);
}

}  // namespace eventstore::server
