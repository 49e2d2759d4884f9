#include "core/result/observation_tables.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::result {

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
  return fmt::format("The server mostly: {} (of what its sessions did when not idle; idle {})",
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
  return fmt::format("Cores busy{}: {}", cores, text);
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
    add("written to this machine's disks " +
        bytes_text(static_cast<double>(*observation.written_bytes)));
  }
  if (observation.timed_checkpoints && observation.requested_checkpoints) {
    const auto all = *observation.timed_checkpoints + *observation.requested_checkpoints;
    add(fmt::format("{} ({} of them on request)", counted(all, "checkpoint"),
                    grouped(*observation.requested_checkpoints)));
  }
  if (observation.deadlocks) add(counted(*observation.deadlocks, "deadlock"));
  if (observation.rollbacks) add(counted(*observation.rollbacks, "rollback"));
  return text.empty() ? text : "Server: " + text;
}

std::string growth_text(const LoadObservation& observation) {
  const ObservedMoment* first = nullptr;
  const ObservedMoment* last = nullptr;
  for (const ObservedMoment& moment : observation.moments) {
    if (!moment.table_bytes || !moment.index_bytes) continue;
    if (first == nullptr) first = &moment;
    last = &moment;
  }
  if (last == nullptr) return "";
  const auto size = [](std::int64_t bytes) { return bytes_text(static_cast<double>(bytes)); };
  std::string text = fmt::format("Events: table {}, indexes {}", size(*last->table_bytes),
                                 size(*last->index_bytes));
  if (last == first) return text;
  return text + fmt::format(" at the end; {} and {} after {}", size(*first->table_bytes),
                            size(*first->index_bytes), elapsed_text(first->at_seconds));
}

std::string lock_text(const LockWait& wait) {
  return fmt::format("Lock: '{}' waited for '{}' ({}), {}", wait.blocked, wait.blocking, wait.lock,
                     counted(static_cast<std::int64_t>(wait.looks), "look"));
}

LoadTable::Cell verdict_cell(const LoadTrend& trend) {
  return {trend.verdict, trend.verdict == "grows" ? LoadTone::bad : LoadTone::plain};
}

bool is_told(const LoadTrend& trend) {
  return trend.verdict != "not enough data";
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

std::vector<LoadSentence> observation_facts(const LoadObservation& observation) {
  std::vector<LoadSentence> facts;
  for (std::string text : {waits_text(observation), cores_text(observation),
                           written_text(observation), growth_text(observation)}) {
    if (!text.empty()) facts.push_back({std::move(text)});
  }
  constexpr std::size_t enough = 3;
  for (std::size_t i = 0; i < observation.lock_waits.size() && i < enough; ++i) {
    facts.push_back({lock_text(observation.lock_waits[i])});
  }
  return facts;
}

bool has_verdict(const std::vector<LoadTrend>& trends) {
  return std::any_of(trends.begin(), trends.end(), is_told);
}

std::string amount_text(const LoadTrend& trend, double amount) {
  const char* sign = amount < 0.0 ? "-" : "";
  const double size = amount < 0.0 ? -amount : amount;
  if (trend.unit == "ns") return sign + duration_text(size);
  if (trend.unit == "bytes") return sign + bytes_text(size);
  return fmt::format("{}{} {}", sign, quantity_text(size), trend.unit);
}

LoadTable trend_table(const LoadObservation& observation) {
  LoadTable table{.title = "Trends",
                  .columns = {{"over time", true},
                              {"verdict", true},
                              {"an hour"},
                              {"95 % interval"},
                              {"level"},
                              {"values", false, 1}}};
  if (!has_verdict(observation.trends)) return table;
  for (const LoadTrend& trend : observation.trends) {
    const auto amount = [&](double value) -> LoadTable::Cell {
      if (!is_told(trend)) return {"-", LoadTone::faint};
      return {amount_text(trend, value)};
    };
    const LoadTable::Cell interval =
        is_told(trend)
            ? LoadTable::Cell{fmt::format("{} to {}", amount_text(trend, trend.low_per_hour),
                                          amount_text(trend, trend.high_per_hour))}
            : LoadTable::Cell{"-", LoadTone::faint};
    table.rows.push_back({{trend.series},
                          verdict_cell(trend),
                          amount(trend.per_hour),
                          interval,
                          amount(trend.level),
                          {grouped(static_cast<std::int64_t>(trend.values))}});
  }
  return table;
}

}  // namespace eventstore::result
