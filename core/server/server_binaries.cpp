#include "core/server/server_binaries.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <tuple>

#include <fmt/format.h>
#include <re2/re2.h>
#include <unistd.h>

#include "core/server/child_process.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::server {

namespace fs = std::filesystem;

namespace {

constexpr int oldest_major = 14;

bool is_executable(const fs::path& file) {
  std::error_code error;
  return fs::is_regular_file(file, error) && access(file.c_str(), X_OK) == 0;
}

bool holds_server(const fs::path& directory) {
  return is_executable(directory / "initdb") && is_executable(directory / "pg_ctl") &&
         is_executable(directory / "postgres");
}

std::vector<fs::path> path_directories() {
  const char* variable = std::getenv("PATH");
  std::istringstream list{variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin"};
  std::vector<fs::path> directories;
  for (std::string directory; std::getline(list, directory, ':');) {
    if (!directory.empty()) directories.emplace_back(directory);
  }
  return directories;
}

/// What `pg_config --bindir` says; nothing where there is no pg_config.
std::vector<fs::path> configured_directory() {
  const std::string pg_config = find_in_path("pg_config");
  if (pg_config.empty()) return {};
  const ChildResult result = run_child({.arguments = {pg_config, "--bindir"}});
  if (result.exit_code != 0) return {};
  return {result.output.substr(0, result.output.find('\n'))};
}

/// The `bin` directories of Debian (/usr/lib/postgresql/15) and of the PostgreSQL project's own
/// packages for Red Hat (/usr/pgsql-15).
std::vector<fs::path> versioned_directories() {
  std::vector<fs::path> directories;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{"/usr/lib/postgresql", error}) {
    directories.push_back(entry.path() / "bin");
  }
  for (const auto& entry : fs::directory_iterator{"/usr", error}) {
    const bool is_versioned = entry.path().filename().string().starts_with("pgsql-");
    if (is_versioned) directories.push_back(entry.path() / "bin");
  }
  return directories;
}

/// Nothing when the directory holds no server, or one that is too old.
std::optional<ServerBinaries> inspect(const fs::path& directory) {
  if (!holds_server(directory)) return std::nullopt;
  const ChildResult result =
      run_child({.arguments = {(directory / "postgres").string(), "--version"}});
  static const RE2 pattern{R"(\(PostgreSQL\) ((\d{1,4})(?:\.(\d{1,4}))?\w*))", RE2::Latin1};
  std::string version, minor_digits;
  int major = 0;
  if (result.exit_code != 0 ||
      !RE2::PartialMatch(result.output, pattern, &version, &major, &minor_digits)) {
    return std::nullopt;
  }
  if (major < oldest_major) return std::nullopt;
  return ServerBinaries{.directory = directory.string(),
                        .major = major,
                        .minor = minor_digits.empty() ? 0 : std::stoi(minor_digits),
                        .version = version};
}

std::vector<fs::path> candidates() {
  std::vector<fs::path> all = configured_directory();
  for (auto& directory : versioned_directories()) all.push_back(std::move(directory));
  for (auto& directory : path_directories()) all.push_back(std::move(directory));
  return all;
}

}  // namespace

std::string find_in_path(const std::string& program) {
  for (const fs::path& directory : path_directories()) {
    if (is_executable(directory / program)) return fs::absolute(directory / program).string();
  }
  return {};
}

std::vector<ServerBinaries> find_server_binaries() {
  if (const char* chosen = std::getenv("PG_BINDIR"); chosen != nullptr && *chosen != '\0') {
    const auto found = inspect(fs::absolute(chosen));
    if (found) return {*found};
    throw Failure(
        fmt::format("PG_BINDIR is {}, which does not hold initdb, pg_ctl and postgres of "
                    "PostgreSQL {} or newer; correct it or unset it",
                    chosen, oldest_major));
  }
  std::vector<ServerBinaries> found;
  std::vector<fs::path> seen;
  for (const fs::path& directory : candidates()) {
    std::error_code error;
    const fs::path resolved = fs::canonical(directory, error);
    if (error || std::find(seen.begin(), seen.end(), resolved) != seen.end()) continue;
    seen.push_back(resolved);
    if (auto binaries = inspect(resolved)) found.push_back(std::move(*binaries));
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& left, const auto& right) {
    return std::tie(left.major, left.minor) > std::tie(right.major, right.minor);
  });
  return found;
}

ServerBinaries choose_server_binaries(std::optional<int> cluster_major) {
  const auto all = find_server_binaries();
  if (all.empty()) {
    throw Failure(fmt::format(
        "no PostgreSQL server ({} or newer) is installed here; run scripts/install, or apt-get "
        "install postgresql, or name the directory of its programs in PG_BINDIR, or name a server "
        "with --database",
        oldest_major));
  }
  if (!cluster_major) return all.front();
  const auto same = std::find_if(all.begin(), all.end(), [&](const ServerBinaries& binaries) {
    return binaries.major == *cluster_major;
  });
  if (same != all.end()) return *same;
  throw Failure(fmt::format(
      "the local server's data are PostgreSQL {}'s, but the programs found in {} are PostgreSQL "
      "{}'s; install PostgreSQL {}, or give the data up with scripts/server destroy",
      *cluster_major, all.front().directory, all.front().version, *cluster_major));
}

}  // namespace eventstore::server
