#include "bench/load/limiting_resource.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "bench/load/observation_text.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::load {

using result::LoadObservation;

namespace {

/// Cores that are busy for so much of the time leave nothing to be had.
constexpr double busy_share = 0.9;
/// What is seen in so many of the looks holds the others up.
constexpr double telling_share = 0.25;

/// What waiting for an event means; the first whose begin fits.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> meanings{{
    {"IO:WAL", "WAL flush"},
    {"IO:Wal", "WAL flush"},
    {"LWLock:WALWrite", "WAL flush"},
    {"LWLock:WALInsert", "WAL insertion"},
    {"IO:DataFile", "reads and writes of data files"},
    {"LWLock:BufferIO", "reads and writes of data files"},
    {"IPC:BufferIO", "reads and writes of data files"},
    {"Lock:extend", "growing the table"},
    {"Lock:", "locks of other transactions"},
    {"LWLock:", "the server's own locks"},
    {"Client:", "the client"},
    {"IO:", "disk"},
}};

std::string_view meaning_of(std::string_view event) {
  for (const auto& [begin, meaning] : meanings) {
    if (event.starts_with(begin)) return meaning;
  }
  return "waiting";
}

/// Who took the cores, as shares of all of them; nothing where that is not known.
struct Cores {
  double server = 0.0;
  double client = 0.0;
  double others = 0.0;
  int count = 0;

  [[nodiscard]] bool are_busy() const { return server + client + others >= busy_share; }
  [[nodiscard]] bool are_others() const { return others > server + client; }
  [[nodiscard]] std::string text() const {
    return fmt::format("server {}, this program {}, others {}", share_text(server),
                       share_text(client), share_text(others));
  }
};

std::optional<Cores> cores_of(const LoadObservation& seen) {
  const bool is_known = seen.cores && seen.machine_cpu_seconds && seen.server_cpu_seconds;
  if (!is_known || seen.seconds <= 0.0) return std::nullopt;
  const double all = static_cast<double>(*seen.cores) * seen.seconds;
  Cores cores{.server = *seen.server_cpu_seconds / all,
              .client = seen.client_cpu_seconds.value_or(0.0) / all,
              .count = *seen.cores};
  cores.others = std::max(0.0, *seen.machine_cpu_seconds / all - cores.server - cores.client);
  return cores;
}

LimitingResource busy_cores(const Cores& cores) {
  if (cores.client > cores.server && !cores.are_others()) {
    return {.text = fmt::format("the generator: the cores are busy, {}", cores.text()),
            .is_generator = true};
  }
  const std::string which = cores.count == 1   ? "the core is"
                            : cores.count == 2 ? "both cores are"
                                               : fmt::format("all {} cores are", cores.count);
  return {.text = fmt::format("CPU: {} busy ({})", which, cores.text())};
}

/// Events with one meaning count together; the CPU is no wait.
std::optional<LimitingResource> main_wait(const LoadObservation& seen) {
  std::map<std::string_view, std::pair<double, WaitShare>> by_meaning;
  for (const WaitShare& wait : wait_shares(seen)) {
    if (wait.event == "CPU") continue;
    auto& [share, most] = by_meaning[meaning_of(wait.event)];
    share += wait.share;
    if (wait.share > most.share) most = wait;
  }
  const auto found = std::max_element(
      by_meaning.begin(), by_meaning.end(),
      [](const auto& one, const auto& other) { return one.second.first < other.second.first; });
  if (found == by_meaning.end() || found->second.first < telling_share) return std::nullopt;
  return LimitingResource{.text = fmt::format("{}: {} of looks wait for it, mostly on {}",
                                              found->first, share_text(found->second.first),
                                              found->second.second.event)};
}

std::optional<LimitingResource> server_cpu(const LoadObservation& seen) {
  for (const WaitShare& wait : wait_shares(seen)) {
    if (wait.event != "CPU" || wait.share < 0.5) continue;
    const char* where = seen.server_cpu_seconds ? "though not all cores were busy"
                                                : "how busy its cores are is not known here";
    return LimitingResource{
        .text = fmt::format("CPU of the server: {} of looks; {}", share_text(wait.share), where)};
  }
  return std::nullopt;
}

template <typename Number>
void add(std::optional<Number>& into, const std::optional<Number>& more) {
  if (more) into = into.value_or(Number{}) + *more;
}

}  // namespace

LimitingResource limiting_resource(const LoadObservation& observation, int connections) {
  const auto cores = cores_of(observation);
  const bool are_busy = cores && cores->are_busy();
  if (are_busy && !cores->are_others()) return busy_cores(*cores);
  LimitingResource limit{.text = "not seen: nothing was busy or waited for in most of the looks"};
  if (const auto wait = main_wait(observation)) {
    limit = *wait;
  } else if (are_busy) {
    limit = busy_cores(*cores);
  } else if (const auto cpu = server_cpu(observation)) {
    limit = *cpu;
  } else if (!wait_shares(observation).empty() && idle_share(observation) < 1.0 - busy_share) {
    limit.text =
        fmt::format("the pool: its {} were always in use", counted(connections, "connection"));
  }
  if (are_busy) {
    limit.text += fmt::format("; others took {} of the cores, alone it would hold more",
                              share_text(cores->others));
  }
  return limit;
}

void merge(LoadObservation& into, const LoadObservation& more) {
  into.seconds += more.seconds;
  for (const auto& [event, looks] : more.wait_events) into.wait_events[event] += looks;
  for (const result::LockWait& wait : more.lock_waits) {
    const auto is_it = [&](const result::LockWait& other) {
      return other.blocked == wait.blocked && other.blocking == wait.blocking &&
             other.lock == wait.lock;
    };
    const auto found = std::find_if(into.lock_waits.begin(), into.lock_waits.end(), is_it);
    if (found == into.lock_waits.end()) {
      into.lock_waits.push_back(wait);
    } else {
      found->looks += wait.looks;
    }
  }
  if (more.cores) into.cores = more.cores;
  add(into.client_cpu_seconds, more.client_cpu_seconds);
  add(into.server_cpu_seconds, more.server_cpu_seconds);
  add(into.machine_cpu_seconds, more.machine_cpu_seconds);
  add(into.written_bytes, more.written_bytes);
  add(into.wal_bytes, more.wal_bytes);
  add(into.deadlocks, more.deadlocks);
  add(into.rollbacks, more.rollbacks);
  add(into.timed_checkpoints, more.timed_checkpoints);
  add(into.requested_checkpoints, more.requested_checkpoints);
}

}  // namespace eventstore::load
