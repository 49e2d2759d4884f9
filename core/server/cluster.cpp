#include "core/server/cluster.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <locale.h>
#include <unistd.h>

#include "core/catalogue/embedded_files.hpp"
#include "core/server/child_process.hpp"
#include "core/server/server_log.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::server {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t mebibyte = 1'048'576;
constexpr std::int64_t gibibyte = 1024 * mebibyte;

/// C.UTF-8 knows letters beyond ASCII; systems from before 2015 do not have it.
std::string best_locale() {
  const locale_t found = newlocale(LC_ALL_MASK, "C.UTF-8", nullptr);
  if (found == nullptr) return "C";
  freelocale(found);
  return "C.UTF-8";
}

/// What the machine has, or what the control group that we are in may use.
std::int64_t memory_bytes() {
  std::int64_t bytes = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGE_SIZE);
  std::int64_t limit = 0;
  std::ifstream file{"/sys/fs/cgroup/memory.max"};  // "max" where there is no limit.
  if (file >> limit && limit > 0) bytes = std::min(bytes, limit);
  return bytes;
}

std::int64_t wal_limit_gb_of(const std::string& directory) {
  std::error_code error;
  const fs::space_info disk = fs::space(directory, error);
  if (error) return wal_limit_gb(0, 0);
  return wal_limit_gb(static_cast<std::int64_t>(disk.capacity),
                      static_cast<std::int64_t>(disk.available));
}

/// Lines that differ from machine to machine, after those that do not.
std::string machine_settings(const StateDirectory& state) {
  std::string text = fmt::format(
      "\n# This machine: a private socket, no network.\n"
      "listen_addresses = ''\n"
      "port = 5432\n"
      "unix_socket_directories = '{}'\n",
      state.socket_directory());
  const std::int64_t quarter_mb = memory_bytes() / 4 / mebibyte;
  text += fmt::format("shared_buffers = {}MB  # A quarter of the memory there is.\n",
                      std::clamp<std::int64_t>(quarter_mb, 128, 8192));
  text +=
      fmt::format("max_wal_size = {}GB  # By the size of the disk.\n", wal_limit_gb_of(state.path));
  return text;
}

void include_settings(const std::string& cluster) {
  std::ofstream file{cluster + "/postgresql.conf", std::ios::app};
  file << "\n# Rewritten at every start; what you change goes below this line.\n"
          "include '../settings.conf'\n";
  file.close();
  if (!file) throw Failure(fmt::format("cannot write to {}/postgresql.conf", cluster));
}

}  // namespace

std::int64_t wal_limit_gb(std::int64_t disk_octets, std::int64_t free_octets) {
  constexpr std::uint64_t most = 32;  // A checkpoint at every 17 GB.
  const std::int64_t octets = std::min(disk_octets / 8, free_octets / 2);
  const auto whole = static_cast<std::uint64_t>(std::max<std::int64_t>(octets / gibibyte, 1));
  return static_cast<std::int64_t>(std::min(std::bit_floor(whole), most));
}

std::optional<int> cluster_major(const StateDirectory& state) {
  std::ifstream file{state.cluster() + "/PG_VERSION"};
  int major = 0;
  if (file >> major) return major;
  if (fs::exists(state.cluster())) {
    throw Failure(fmt::format("{} is not a complete cluster; remove it with scripts/server destroy",
                              state.cluster()));
  }
  return std::nullopt;
}

void create_cluster(const StateDirectory& state, const ServerBinaries& binaries) {
  const std::string unfinished = state.cluster() + ".unfinished";
  std::error_code error;
  fs::remove_all(unfinished, error);
  const std::uintmax_t log_start = log_size(state.log_file());
  const ChildResult result = run_child({
      .arguments = {binaries.directory + "/initdb", "--pgdata", unfinished, "--username", superuser,
                    "--auth-local", "trust", "--auth-host", "reject", "--encoding", "UTF8",
                    "--locale", best_locale(), "--lc-collate", "C", "--data-checksums"},
      .account = state.account,
      .working_directory = state.path,
      .log_file = state.log_file(),
  });
  if (result.exit_code != 0) {
    fs::remove_all(unfinished, error);
    stop_if_interrupted();
    throw Failure(fmt::format("cannot create the local server's cluster: {} (see {})",
                              telling_line(state.log_file(), log_start), state.log_file()));
  }
  include_settings(unfinished);
  fs::rename(unfinished, state.cluster(), error);
  if (error) {
    throw Failure(fmt::format("cannot rename {}: {}", unfinished, error.message()));
  }
}

void write_settings(const StateDirectory& state) {
  std::string text =
      "# Written by the harness at every start, from its docker/postgresql.conf.\n\n";
  for (const auto& file : catalogue::embedded_server_settings()) text += file.text;
  text += machine_settings(state);
  write_state_file(state, state.settings_file(), text);
}

}  // namespace eventstore::server
