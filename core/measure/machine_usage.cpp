#include "core/measure/machine_usage.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <unistd.h>

namespace eventstore::measure {

namespace {

/// What has a device of its own below it: no partition, no loop, no mapping.
bool is_disk(const std::string& name) {
  std::string entry = name;
  std::replace(entry.begin(), entry.end(), '/', '!');
  std::error_code none;
  return std::filesystem::exists("/sys/block/" + entry + "/device", none);
}

}  // namespace

std::optional<std::int64_t> written_bytes_in(
    std::istream& diskstats, const std::function<bool(const std::string&)>& is_disk) {
  constexpr std::int64_t sector = 512;  // Of this file, whatever the disk's are.
  std::optional<std::int64_t> sum;
  for (std::string line; std::getline(diskstats, line);) {
    std::istringstream words{line};
    std::string major, minor, name;
    std::int64_t reads = 0, merged_reads = 0, read_sectors = 0, read_ms = 0;
    std::int64_t writes = 0, merged_writes = 0, written_sectors = 0;
    words >> major >> minor >> name >> reads >> merged_reads >> read_sectors >> read_ms >> writes >>
        merged_writes >> written_sectors;
    if (words && is_disk(name)) sum = sum.value_or(0) + sector * written_sectors;
  }
  return sum;
}

std::optional<MachineUsage> usage_of_this_machine() {
  std::ifstream file{"/proc/stat"};
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  std::istringstream words{line};
  std::string name;
  std::int64_t user = 0, nice = 0, system = 0, idle = 0, disk = 0, interrupt = 0, soft = 0;
  std::int64_t stolen = 0;
  if (!(words >> name >> user >> nice >> system >> idle >> disk >> interrupt >> soft >> stolen)) {
    return std::nullopt;
  }
  const std::int64_t ticks = user + nice + system + interrupt + soft + stolen;
  std::ifstream diskstats{"/proc/diskstats"};
  return MachineUsage{
      .cores = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)),
      .busy_seconds = static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK)),
      .written_bytes = written_bytes_in(diskstats, is_disk)};
}

}  // namespace eventstore::measure
