#include "core/measure/process_usage.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

namespace eventstore::measure {

namespace {

/// The fields of /proc/PID/stat from the third on: the second, a name, may hold blanks.
std::optional<std::istringstream> fields_of(int pid) {
  std::ifstream file{fmt::format("/proc/{}/stat", pid)};
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  return std::istringstream{line.substr(name_end + 1)};
}

/// The n-th field as proc(5) counts them, n > 2.
std::optional<std::int64_t> field_of(int pid, int n) {
  auto fields = fields_of(pid);
  if (!fields) return std::nullopt;
  std::string skipped;
  for (int i = 3; i < n; ++i) *fields >> skipped;
  std::int64_t value = 0;
  if (!(*fields >> value)) return std::nullopt;
  return value;
}

/// CPU time of all threads.  The scheduler counts in nanoseconds, but for the first thread only; so
/// that is taken where there is one thread, and clock ticks elsewhere.
std::optional<double> cpu_seconds_of(int pid) {
  constexpr int user = 14, system = 15, threads = 20;
  const auto count = field_of(pid, threads);
  if (!count) return std::nullopt;
  std::ifstream scheduler{fmt::format("/proc/{}/schedstat", pid)};
  std::int64_t nanoseconds = 0;
  if (*count == 1 && scheduler >> nanoseconds) return static_cast<double>(nanoseconds) * 1e-9;
  const auto ticks = field_of(pid, user).value_or(0) + field_of(pid, system).value_or(0);
  return static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void read_disk(int pid, ProcessUsage& usage) {
  std::ifstream file{fmt::format("/proc/{}/io", pid)};
  for (std::string line; std::getline(file, line);) {
    std::istringstream words{line};
    std::string name;
    std::int64_t bytes = 0;
    if (!(words >> name >> bytes)) continue;
    if (name == "read_bytes:") usage.read_bytes = bytes, usage.knows_disk = true;
  }
}

}  // namespace

std::optional<ProcessUsage> usage_of(int pid) {
  const auto cpu_seconds = cpu_seconds_of(pid);
  if (!cpu_seconds) return std::nullopt;
  constexpr int resident_pages = 24;
  ProcessUsage usage;
  usage.cpu_seconds = *cpu_seconds;
  usage.resident_bytes = field_of(pid, resident_pages).value_or(0) * sysconf(_SC_PAGESIZE);
  read_disk(pid, usage);
  return usage;
}

int this_process() {
  return getpid();
}

ProcessUsage usage_of_this_process() {
  ProcessUsage usage = usage_of(this_process()).value_or(ProcessUsage{});
  rusage times{};
  getrusage(RUSAGE_SELF, &times);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  usage.cpu_seconds = seconds(times.ru_utime) + seconds(times.ru_stime);
  return usage;
}

ProcessUsage usage_of_all(std::span<const int> pids) {
  ProcessUsage sum;
  sum.knows_disk = true;
  for (const int pid : pids) {
    const auto one = usage_of(pid);
    if (!one) continue;
    sum.cpu_seconds += one->cpu_seconds;
    sum.resident_bytes += one->resident_bytes;
    sum.read_bytes += one->read_bytes;
    sum.knows_disk = sum.knows_disk && one->knows_disk;
  }
  return sum;
}

std::optional<std::int64_t> private_bytes_of(int pid) {
  std::ifstream file{fmt::format("/proc/{}/status", pid)};
  for (std::string line; std::getline(file, line);) {
    std::istringstream words{line};
    std::string name;
    std::int64_t kilobytes = 0;
    if (words >> name >> kilobytes && name == "RssAnon:") return kilobytes * 1024;
  }
  return std::nullopt;
}

std::optional<int> parent_of(int pid) {
  constexpr int parent = 4;
  const auto found = field_of(pid, parent);
  if (!found) return std::nullopt;
  return static_cast<int>(*found);
}

std::vector<int> children_of(int pid) {
  std::vector<int> children;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc", error}) {
    const std::string name = entry.path().filename().string();
    const auto is_digit = [](unsigned char letter) { return std::isdigit(letter) != 0; };
    if (!std::all_of(name.begin(), name.end(), is_digit)) continue;
    const int child = std::stoi(name);
    if (parent_of(child) == pid) children.push_back(child);
  }
  return children;
}

std::optional<int> core_of(int pid) {
  constexpr int processor = 39;
  const auto core = field_of(pid, processor);
  if (!core) return std::nullopt;
  return static_cast<int>(*core);
}

}  // namespace eventstore::measure
