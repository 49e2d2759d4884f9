#include "core/tool/process_identity.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

namespace eventstore {

namespace {

namespace fs = std::filesystem;

/// Empty where it cannot be read.
std::string text_of(const fs::path& file) {
  std::ifstream stream{file};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string link_of(const fs::path& link) {
  std::error_code error;
  return fs::read_symlink(link, error).string();
}

/// Equal texts have equal marks, on every machine and in every version.
std::string mark_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  for (const char character : text) {
    hash ^= static_cast<unsigned char>(character);
    hash *= 0x100000001b3U;
  }
  hash ^= hash >> 29U;  // The last characters reach all digits.
  constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
  constexpr std::size_t length = 7;
  std::string mark;
  for (; mark.size() < length; hash /= digits.size()) mark += digits[hash % digits.size()];
  return mark;
}

std::string host_name_of(const ProcessFacts& facts) {
  if (!facts.host_name.empty()) return facts.host_name;
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

/// Process ids mean something within one pid namespace; start times within one time namespace.
std::string host_mark_of(const ProcessFacts& facts) {
  const std::string pids = link_of(facts.root / "proc/self/ns/pid");
  const std::string host = host_name_of(facts);
  if (pids.empty() || host.empty()) return {};
  return mark_of(host + '\n' + text_of(facts.root / "etc/machine-id") + '\n' + pids + '\n' +
                 link_of(facts.root / "proc/self/ns/time"));
}

/// What /proc/PID/stat says behind the name in parentheses, which may hold anything.
struct Stat {
  char state = '?';
  std::string start;  ///< In clock ticks since the boot.
};

std::optional<Stat> stat_of(const ProcessFacts& facts, const std::string& pid) {
  const std::string text = text_of(facts.root / "proc" / pid / "stat");
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream fields{text.substr(name_end + 1)};
  Stat stat;
  constexpr int fields_between = 18;  // The state is field 3, the start field 22.
  fields >> stat.state;
  for (int i = 0; i <= fields_between; ++i) fields >> stat.start;
  if (!fields) return {};
  return stat;
}

std::string start_mark_of(const ProcessFacts& facts, const Stat& stat) {
  const std::string boot = text_of(facts.root / "proc/sys/kernel/random/boot_id");
  return boot.empty() ? "" : mark_of(boot + '\n' + stat.start);
}

/// Of a process of this machine that began so many ticks after the boot.
std::string moment_of(const std::string& ticks) {
  std::int64_t count = 0;
  std::from_chars(ticks.data(), ticks.data() + ticks.size(), count);
  timespec since_boot{};
  clock_gettime(CLOCK_BOOTTIME, &since_boot);
  const auto age = since_boot.tv_sec - count / sysconf(_SC_CLK_TCK);
  const std::time_t started = std::time(nullptr) - age;
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(started));
}

}  // namespace

std::string program_name() {
  return program_invocation_short_name;
}

std::string process_text(const ProcessIdentity& process) {
  return fmt::format("{} pid {} on {}", program_name(), process.pid,
                     process.host.empty() ? "an unknown host" : process.host);
}

ProcessFacts system_facts() {
  // EPERM: it is there, and another user's.
  return {.exists = [](pid_t pid) { return kill(pid, 0) == 0 || errno != ESRCH; }};
}

ProcessIdentity this_process(const ProcessFacts& facts) {
  ProcessIdentity identity{.host = host_name_of(facts),
                           .host_mark = host_mark_of(facts),
                           .pid = getpid(),
                           .start_mark = {},
                           .started = {}};
  if (const auto stat = stat_of(facts, "self")) {
    identity.start_mark = start_mark_of(facts, *stat);
    identity.started = moment_of(stat->start);
  }
  return identity;
}

ProcessState state_of(const std::string& host_mark, pid_t pid, const std::string& start_mark,
                      const ProcessFacts& facts) {
  const std::string here = host_mark_of(facts);
  if (here.empty() || here != host_mark || start_mark.empty() || pid <= 0) {
    return ProcessState::unknown;
  }
  const auto stat = stat_of(facts, std::to_string(pid));
  if (!stat) {
    // /proc may hide the processes of others.
    return facts.exists && facts.exists(pid) ? ProcessState::unknown : ProcessState::gone;
  }
  const bool has_ended = stat->state == 'Z' || stat->state == 'X';
  if (has_ended) return ProcessState::gone;
  const std::string found = start_mark_of(facts, *stat);
  if (found.empty()) return ProcessState::unknown;
  return found == start_mark ? ProcessState::runs : ProcessState::gone;
}

}  // namespace eventstore
