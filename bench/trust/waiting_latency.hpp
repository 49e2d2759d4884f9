// bench_trust waiting: how long an event waits for a reader that waits for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "bench/trust/subcommand.hpp"
#include "core/engine/stream_follower.hpp"
#include "core/measure/histogram.hpp"
#include "core/pg/database.hpp"

namespace eventstore::trust {

struct WaitingOptions {
  std::string database;          ///< --database
  std::int64_t events = 20'000;  ///< Seeded into each store.
  int rounds = 5;
  int appends = 30;                            ///< Of each round and way.
  std::chrono::milliseconds least{50};         ///< Between two appends: at random from here
  std::chrono::milliseconds most{200};         ///< to here.
  std::chrono::milliseconds idle{3000};        ///< For which nobody appends, in each round,
  std::chrono::milliseconds settling{2100};    ///< and before that, until pauses are at the bound.
  std::chrono::milliseconds throughput{1000};  ///< Of each measurement of appends.
  std::vector<int> connections{1, 16};
};

/// One way to wait, over all rounds.
struct WaitingResult {
  std::string way;
  std::string store;
  measure::Histogram latency;  ///< From the end of the append to the delivery.
  std::int64_t idle_reads = 0;
  double idle_seconds = 0;
};

struct NotifyCost {
  int connections = 0;
  double plain = 0;      ///< Appends per second, the median of the rounds.
  double notifying = 0;  ///< The same of the store whose writers notify.
};

struct WaitingReport {
  std::vector<WaitingResult> ways;
  std::vector<NotifyCost> costs;
};

/// Measures on databases of its own on `server`.
[[nodiscard]] WaitingReport measure_waiting(const WaitingOptions& options,
                                            const pg::Database& server);

/// Two Markdown tables.
[[nodiscard]] std::string waiting_text(const WaitingReport& report);

[[nodiscard]] Subcommand declare_waiting(CLI::App& app);

}  // namespace eventstore::trust
