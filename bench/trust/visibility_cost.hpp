// bench_trust visibility: what each strategy against late commits costs, and what it is worth.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "bench/trust/hostile_schedule.hpp"
#include "bench/trust/subcommand.hpp"
#include "core/engine/visibility.hpp"
#include "core/measure/histogram.hpp"
#include "core/pg/database.hpp"

namespace eventstore::trust {

struct VisibilityOptions {
  std::string database;           ///< --database
  std::int64_t events = 100'000;  ///< Seeded into each store.
  int rounds = 5;
  std::int64_t batch = 1000;
  int reads = 40;                              ///< Of each kind, in each round.
  std::vector<int> connections{1, 16, 32};     ///< That append at once.
  std::chrono::milliseconds throughput{1000};  ///< Of each measurement of appends.
  std::chrono::milliseconds hold{500};         ///< How long the open transaction stays open.
  int steps = 400;                             ///< Of the hostile schedule of each round.
};

/// One strategy, over all rounds.  Times in nanoseconds, of single calls or of single stalls.
struct VisibilityResult {
  engine::Visibility visibility = engine::Visibility::naive;
  std::string store;
  measure::Histogram tenant_read;
  measure::Histogram all_tenants_read;
  std::map<int, double> appends;  ///< Per second, by connections: the median of the rounds.
  measure::Histogram append_beside_writer;
  measure::Histogram all_tenants_behind_writer;
  measure::Histogram tenant_behind_writer;
  measure::Histogram all_tenants_behind_stranger;
  Deliveries deliveries;  ///< Of all rounds together.
};

/// Measures on databases of its own on `server`, one for each strategy.
[[nodiscard]] std::vector<VisibilityResult> measure_visibility(const VisibilityOptions& options,
                                                               const pg::Database& server);

/// One Markdown table.
[[nodiscard]] std::string visibility_text(const VisibilityOptions& options,
                                          const std::vector<VisibilityResult>& results);

/// oracle_failed when a strategy that must not lose events has lost or repeated some; no_verdict
/// when the naive one has lost none, as the schedule then proves nothing.
[[nodiscard]] ExitCode verdict_of(const std::vector<VisibilityResult>& results);

[[nodiscard]] Subcommand declare_visibility(CLI::App& app);

}  // namespace eventstore::trust
