#include "core/tool/memory.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore {

namespace fs = std::filesystem;

namespace {

/// The number after `key` in a file of lines "key number ...".
std::optional<std::int64_t> number_after(const fs::path& file, const std::string& key) {
  std::ifstream stream{file};
  for (std::string line; std::getline(stream, line);) {
    std::istringstream words{line};
    std::string name;
    std::int64_t value = 0;
    if (words >> name >> value && name == key) return value;
  }
  return {};
}

/// Nothing for "max" as well.
std::optional<std::int64_t> number_in(const fs::path& file) {
  std::ifstream stream{file};
  std::int64_t value = 0;
  if (stream >> value) return value;
  return {};
}

/// Version 1 and 2 name the same things differently.
struct GroupFiles {
  std::string hierarchy;  ///< Below sys/fs/cgroup.
  std::string limit;
  std::string usage;
  std::string cache;  ///< In memory.stat: what is given back when somebody needs it.
};

/// What the limits of a group, and of all that it is in, leave.
std::optional<std::int64_t> left_in_groups(const fs::path& root, const GroupFiles& files,
                                           const std::string& group) {
  std::optional<std::int64_t> least;
  const fs::path top = root / "sys/fs/cgroup" / files.hierarchy;
  // In a container, the group's own path may not be visible: its files then are at the top.
  for (fs::path path = fs::path{group}.relative_path();; path = path.parent_path()) {
    const fs::path directory = top / path;
    const auto limit = number_in(directory / files.limit);
    const auto usage = number_in(directory / files.usage);
    if (limit && usage) {
      const std::int64_t cache = number_after(directory / "memory.stat", files.cache).value_or(0);
      const std::int64_t left = std::max<std::int64_t>(*limit - (*usage - cache), 0);
      least = std::min(least.value_or(left), left);
    }
    if (path.empty()) return least;
  }
}

/// "0::/a/b" is version 2; "4:memory:/a/b" version 1, which mounts each controller by itself.
std::optional<std::int64_t> left_in_control_groups(const fs::path& root) {
  std::optional<std::int64_t> least;
  std::ifstream stream{root / "proc/self/cgroup"};
  for (std::string line; std::getline(stream, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    std::optional<std::int64_t> left;
    if (controllers == ",,") {
      left = left_in_groups(root, {"", "memory.max", "memory.current", "inactive_file"},
                            line.substr(second + 1));
    } else if (controllers.find(",memory,") != std::string::npos) {
      left = left_in_groups(
          root, {"memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"},
          line.substr(second + 1));
    }
    if (left) least = std::min(least.value_or(*left), *left);
  }
  return least;
}

}  // namespace

std::optional<std::int64_t> available_memory(const std::string& root) {
  const auto kilobytes = number_after(fs::path{root} / "proc/meminfo", "MemAvailable:");
  const auto in_groups = left_in_control_groups(root);
  if (!kilobytes) return in_groups;
  const std::int64_t of_system = *kilobytes * 1024;
  return std::min(of_system, in_groups.value_or(of_system));
}

void require_memory(const std::string& job, std::int64_t octets,
                    std::optional<std::int64_t> available, const std::string& way_out) {
  if (!available || octets <= *available) return;
  throw Failure(fmt::format("{} needs about {} of memory, and {} are available; {}", job,
                            bytes_text(static_cast<double>(octets)),
                            bytes_text(static_cast<double>(*available)), way_out));
}

}  // namespace eventstore
