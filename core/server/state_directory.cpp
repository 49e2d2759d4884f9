#include "core/server/state_directory.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::server {

namespace fs = std::filesystem;

namespace {

constexpr mode_t private_mode = 0700;

std::string last_error() {
  return std::strerror(errno);
}

[[noreturn]] void refuse_foreign(const StateDirectory& state) {
  throw Failure(fmt::format(
      "{} is not empty and not a state directory of this harness (it holds no {}); choose another "
      "one with EVENTSTORE_STATE",
      state.path, fs::path{state.marker_file()}.filename().string()));
}

/// Whether it holds nothing but what `StateLock` itself puts there.
bool is_unused(const StateDirectory& state) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{state.path, error}) {
    if (entry.path() != state.marker_file() && entry.path() != state.lock_file()) return false;
  }
  if (error) {
    throw Failure(
        fmt::format("cannot look into {}: {}; choose another directory with "
                    "EVENTSTORE_STATE",
                    state.path, error.message()));
  }
  return true;
}

void own(const StateDirectory& state) {
  struct stat facts {};
  if (stat(state.path.c_str(), &facts) != 0) return;
  const bool must_be_given_away = state.account.must_switch && facts.st_uid == 0;
  if (must_be_given_away &&
      chown(state.path.c_str(), state.account.user, state.account.group) != 0) {
    throw Failure(fmt::format("cannot give {} to the account {}: {}", state.path,
                              state.account.name, last_error()));
  }
  if ((facts.st_mode & 0777) != private_mode && chmod(state.path.c_str(), private_mode) != 0) {
    throw Failure(fmt::format("cannot make {} private: {}", state.path, last_error()));
  }
}

/// Makes the directory if it is missing, or takes an empty one; the marker is always the first
/// file.
void prepare(const StateDirectory& state) {
  std::error_code error;
  fs::create_directories(fs::path{state.path}.parent_path(), error);
  if (mkdir(state.path.c_str(), private_mode) != 0 && errno != EEXIST) {
    throw Failure(
        fmt::format("cannot make the state directory {}: {}; choose another one with "
                    "EVENTSTORE_STATE",
                    state.path, last_error()));
  }
  if (!fs::is_directory(state.path, error)) {
    throw Failure(
        fmt::format("{} is not a directory; choose another one with EVENTSTORE_STATE", state.path));
  }
  if (!state.is_ours()) {
    // Asked again, because another process may just have made it.
    if (!is_unused(state) && !state.is_ours()) refuse_foreign(state);
    own(state);
    write_state_file(state, state.marker_file(),
                     "The local server of the event-store harness; scripts/server manages it.\n");
  }
  own(state);
}

bool is_plain(const std::string& path) {
  return std::all_of(path.begin(), path.end(), [](unsigned char character) {
    return std::isalnum(character) != 0 || std::strchr("/._+-", character) != nullptr;
  });
}

}  // namespace

std::string StateDirectory::socket_directory() const {
  constexpr std::size_t path_max = 100;  // sun_path holds 108 bytes, a lock file's suffix included.
  constexpr std::size_t name_length = std::string_view{"/.s.PGSQL.5432"}.size();
  if (path.size() + name_length <= path_max && is_plain(path)) return path;
  return fmt::format("/tmp/eventstore-harness-{}-{:016x}", account.user,
                     XXH3_64bits(path.data(), path.size()));
}

bool StateDirectory::is_ours() const {
  struct stat facts {};
  if (lstat(marker_file().c_str(), &facts) == 0) return true;
  if (errno == ENOENT || errno == ENOTDIR) return false;
  throw Failure(
      fmt::format("cannot look into {}: {}; choose another directory with "
                  "EVENTSTORE_STATE",
                  path, last_error()));
}

StateDirectory locate_state(const std::string& path) {
  std::error_code error;
  fs::path resolved = fs::weakly_canonical(fs::absolute(path), error);
  if (error) resolved = fs::absolute(path).lexically_normal();
  if (!resolved.has_filename()) resolved = resolved.parent_path();
  const std::string text = resolved.string();
  // PostgreSQL's own programs hand the path to a shell, between double quotes.
  if (text.find_first_of("\"$`\\\n\r") != std::string::npos) {
    throw Failure(
        fmt::format("PostgreSQL's tools cannot handle the directory name {}; choose a "
                    "plainer one with EVENTSTORE_STATE",
                    text));
  }
  return {.path = text, .account = account_for(text)};
}

void prepare_socket_directory(const StateDirectory& state) {
  const std::string directory = state.socket_directory();
  if (directory == state.path) return;
  if (mkdir(directory.c_str(), private_mode) == 0 && state.account.must_switch &&
      lchown(directory.c_str(), state.account.user, state.account.group) != 0) {
    throw Failure(fmt::format("cannot give {} to the account {}: {}", directory, state.account.name,
                              last_error()));
  }
  struct stat facts {};
  const bool is_fit = lstat(directory.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) &&
                      facts.st_uid == state.account.user && (facts.st_mode & 0077) == 0;
  if (is_fit) return;
  throw Failure(
      fmt::format("{} cannot hold the server's socket: it is not a private directory of "
                  "the account {}; remove it, or choose a shorter EVENTSTORE_STATE",
                  directory, state.account.name));
}

StateLock::StateLock(const StateDirectory& state, When when) {
  using namespace std::chrono_literals;
  for (;;) {
    if (when == When::always) prepare(state);
    if (when == When::if_there && !fs::exists(state.path)) return;
    if (try_lock(state)) return;
    stop_if_interrupted();
    std::this_thread::sleep_for(10ms);
  }
}

/// False when another process holds the lock, or removed the file while we waited for it.
bool StateLock::try_lock(const StateDirectory& state) {
  const std::string file = state.lock_file();
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    if (errno == ENOENT) return false;
    throw Failure(fmt::format("cannot lock {}: {}", file, last_error()));
  }
  struct stat ours {
  }, there{};
  const bool is_locked = flock(descriptor, LOCK_EX | LOCK_NB) == 0 &&
                         fstat(descriptor, &ours) == 0 && stat(file.c_str(), &there) == 0 &&
                         ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
  if (!is_locked) {
    close(descriptor);
    return false;
  }
  if (state.account.must_switch) {
    // The account may lock it, too, without us.
    [[maybe_unused]] const int given = fchown(descriptor, state.account.user, state.account.group);
  }
  descriptor_ = descriptor;
  return true;
}

StateLock::~StateLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

void remove_state(const StateDirectory& state) {
  std::error_code error;
  const auto check = [&] {
    if (error) {
      throw Failure(fmt::format("cannot remove all of {}: {}", state.path, error.message()));
    }
  };
  // Renamed first: a cluster is there as a whole or not at all, whenever this is cut short.
  const std::string removed = state.cluster() + ".removed";
  fs::remove_all(removed, error);
  check();
  fs::rename(state.cluster(), removed, error);
  if (state.socket_directory() != state.path) fs::remove_all(state.socket_directory(), error);
  error.clear();
  for (const auto& entry : fs::directory_iterator{state.path, error}) {
    if (entry.path() == state.marker_file() || entry.path() == state.lock_file()) continue;
    fs::remove_all(entry.path(), error);
    check();
  }
  check();
  fs::remove(state.lock_file(), error);
  fs::remove(state.marker_file(), error);
  // Stays when another process has already begun a new server in it, or when it is a mount point.
  fs::remove(state.path, error);
}

void write_state_file(const StateDirectory& state, const std::string& file,
                      const std::string& text) {
  const int descriptor =
      open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) throw Failure(fmt::format("cannot write {}: {}", file, last_error()));
  const bool is_written =
      write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      (!state.account.must_switch ||
       fchown(descriptor, state.account.user, state.account.group) == 0);
  const std::string reason = last_error();
  close(descriptor);
  if (!is_written) throw Failure(fmt::format("cannot write {}: {}", file, reason));
}

}  // namespace eventstore::server
