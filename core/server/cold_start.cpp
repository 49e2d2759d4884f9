#include "core/server/cold_start.hpp"

#include <filesystem>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "core/server/local_server.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::server {

namespace {

namespace fs = std::filesystem;

void forget(const fs::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    throw Failure(
        fmt::format("{} cannot be opened, so that what is cached of it would stay; run "
                    "as the account that started the local server",
                    path.string()));
  }
  constexpr off_t from_start = 0, to_end = 0;
  posix_fadvise(file, from_start, to_end, POSIX_FADV_DONTNEED);
  close(file);
}

}  // namespace

void restart_cold() {
  const std::string state_directory = status().state_directory;
  stop();
  const fs::path tables = fs::path{state_directory} / "cluster" / "base";
  std::error_code error;
  if (!fs::is_directory(tables, error)) {
    throw Failure("there is no local server that could be restarted with cold caches");
  }
  for (const auto& entry : fs::recursive_directory_iterator{tables}) {
    if (entry.is_regular_file()) forget(entry.path());
  }
  static_cast<void>(ensure_running());
}

}  // namespace eventstore::server
