#include "bench/load/observation_text.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::load {

using result::LoadObservation;

namespace {

const std::string idle = "idle";

std::uint64_t looks_of(const LoadObservation& observation) {
  std::uint64_t looks = 0;
  for (const auto& [event, count] : observation.wait_events) looks += count;
  return looks;
}

std::uint64_t idle_looks_of(const LoadObservation& observation) {
  const auto found = observation.wait_events.find(idle);
  return found == observation.wait_events.end() ? 0 : found->second;
}

std::string waits_text(const LoadObservation& observation) {
  constexpr std::size_t enough = 5;
  std::string text;
  std::size_t told = 0;
  for (const WaitShare& wait : wait_shares(observation)) {
    if (told++ == enough) break;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", wait.event, share_text(wait.share));
  }
  if (text.empty()) return "";
  return fmt::format("The server mostly: {} (of what its sessions did when not idle; idle {})\n",
                     text, share_text(idle_share(observation)));
}

std::string cores_text(const LoadObservation& observation) {
  if (observation.seconds <= 0.0) return "";
  std::string text;
  const auto add = [&](const char* who, const std::optional<double>& seconds) {
    if (!seconds) return;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", who,
                        quantity_text(*seconds / observation.seconds));
  };
  add("this program", observation.client_cpu_seconds);
  add("all of the server", observation.server_cpu_seconds);
  add("the whole machine", observation.machine_cpu_seconds);
  if (text.empty()) return "";
  const std::string cores =
      observation.cores ? fmt::format(" of {}", counted(*observation.cores, "core")) : "";
  return fmt::format("Cores busy{}: {}\n", cores, text);
}

std::string written_text(const LoadObservation& observation) {
  std::string text;
  const auto add = [&](const std::string& what) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", what);
  };
  if (observation.wal_bytes) {
    add("WAL " + bytes_text(static_cast<double>(*observation.wal_bytes)));
  }
  if (observation.written_bytes) {
    add("written to disk " + bytes_text(static_cast<double>(*observation.written_bytes)));
  }
  if (observation.timed_checkpoints && observation.requested_checkpoints) {
    const auto all = *observation.timed_checkpoints + *observation.requested_checkpoints;
    add(fmt::format("{} ({} of them on request)", counted(all, "checkpoint"),
                    grouped(*observation.requested_checkpoints)));
  }
  if (observation.deadlocks) add(counted(*observation.deadlocks, "deadlock"));
  return text.empty() ? "" : fmt::format("Server: {}\n", text);
}

std::string growth_text(const LoadObservation& observation) {
  const result::ObservedMoment* first = nullptr;
  const result::ObservedMoment* last = nullptr;
  for (const result::ObservedMoment& moment : observation.moments) {
    if (!moment.table_bytes || !moment.index_bytes) continue;
    if (first == nullptr) first = &moment;
    last = &moment;
  }
  if (last == nullptr) return "";
  const auto size = [](std::int64_t bytes) { return bytes_text(static_cast<double>(bytes)); };
  std::string text = fmt::format("Events: table {}, indexes {}", size(*last->table_bytes),
                                 size(*last->index_bytes));
  if (last == first) return text + "\n";
  return text + fmt::format(" at the end; {} and {} after {}\n", size(*first->table_bytes),
                            size(*first->index_bytes), elapsed_text(first->at_seconds));
}

std::string locks_text(const LoadObservation& observation) {
  constexpr std::size_t enough = 3;
  std::string text;
  for (std::size_t i = 0; i < observation.lock_waits.size() && i < enough; ++i) {
    const result::LockWait& wait = observation.lock_waits[i];
    text += fmt::format("Lock: '{}' waited for '{}' ({}), {}\n", wait.blocked, wait.blocking,
                        wait.lock, counted(static_cast<std::int64_t>(wait.looks), "look"));
  }
  return text;
}

std::string amount_text(const result::LoadTrend& trend, double amount) {
  const char* sign = amount < 0.0 ? "-" : "";
  const double size = amount < 0.0 ? -amount : amount;
  if (trend.unit == "ns") return sign + duration_text(size);
  if (trend.unit == "bytes") return sign + bytes_text(size);
  return fmt::format("{}{} {}", sign, quantity_text(size), trend.unit);
}

}  // namespace

double idle_share(const LoadObservation& observation) {
  const std::uint64_t looks = looks_of(observation);
  if (looks == 0) return 0.0;
  return static_cast<double>(idle_looks_of(observation)) / static_cast<double>(looks);
}

std::vector<WaitShare> wait_shares(const LoadObservation& observation) {
  const std::uint64_t busy = looks_of(observation) - idle_looks_of(observation);
  constexpr double least = 0.01;
  std::vector<WaitShare> shares;
  for (const auto& [event, count] : observation.wait_events) {
    if (event == idle) continue;
    const double share = static_cast<double>(count) / static_cast<double>(busy);
    if (share >= least) shares.push_back({.event = event, .share = share});
  }
  std::stable_sort(shares.begin(), shares.end(),
                   [](const auto& one, const auto& other) { return one.share > other.share; });
  return shares;
}

std::string observation_text(const LoadObservation& observation) {
  return waits_text(observation) + cores_text(observation) + written_text(observation) +
         growth_text(observation) + locks_text(observation);
}

std::string trends_text(const std::vector<result::LoadTrend>& trends) {
  const auto is_told = [](const result::LoadTrend& trend) {
    return trend.verdict != "not enough data";
  };
  if (std::none_of(trends.begin(), trends.end(), is_told)) return "";
  std::string text;
  for (const result::LoadTrend& trend : trends) {
    const bool moves = trend.verdict == "grows" || trend.verdict == "falls";
    text += fmt::format("Over time: {} {}", trend.series, trend.verdict);
    if (moves) text += fmt::format(" {} per hour", amount_text(trend, trend.per_hour));
    if (is_told(trend)) {
      text += fmt::format(" ({} to {} per hour, at {})", amount_text(trend, trend.low_per_hour),
                          amount_text(trend, trend.high_per_hour), amount_text(trend, trend.level));
    }
    text += "\n";
  }
  return text;
}

}  // namespace eventstore::load
