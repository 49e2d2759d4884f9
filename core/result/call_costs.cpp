#include "core/result/call_costs.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

std::string time_text(const std::optional<double>& nanoseconds) {
  return nanoseconds ? duration_text(std::max(*nanoseconds, 0.0)) : "-";
}

std::optional<double> difference(const std::optional<double>& all,
                                 const std::optional<double>& part) {
  if (!all || !part) return std::nullopt;
  return *all - *part;
}

std::string buffers_text(const CallCosts& costs) {
  if (!costs.buffers_hit || !costs.buffers_read) return "-";
  return quantity_text(*costs.buffers_hit) + " + " + quantity_text(*costs.buffers_read);
}

/// Of an operation that writes rows.
std::string wal_text(const BenchmarkResult& benchmark) {
  const auto& bytes = benchmark.costs->wal_bytes;
  const bool writes = bytes && *bytes >= 1.0 && benchmark.rows_per_call > 0.0;
  return writes ? bytes_text(*bytes / benchmark.rows_per_call) : "-";
}

/// What was seen most often, with its share of the looks.
std::string seen_text(const CallCosts& costs) {
  std::uint64_t all = 0;
  for (const auto& [event, looks] : costs.wait_events) all += looks;
  if (all == 0) return "-";
  const auto most =
      std::max_element(costs.wait_events.begin(), costs.wait_events.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return fmt::format("{} {:.0f} %", most->first,
                     100.0 * static_cast<double>(most->second) / static_cast<double>(all));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> cost_texts(const BenchmarkResult& benchmark) {
  const CallCosts& costs = *benchmark.costs;
  return {{"plan", time_text(costs.plan_ns ? costs.plan_ns : costs.execution_ns)},
          {"output", time_text(difference(costs.execution_ns, costs.plan_ns))},
          {"transfer",
           time_text(difference(benchmark.mean_ns - costs.decoding_ns, costs.execution_ns))},
          {"decoding", time_text(costs.decoding_ns)},
          {"buffers hit + read", buffers_text(costs)},
          {"WAL/row", wal_text(benchmark)},
          {"client CPU", time_text(costs.client_cpu_ns)},
          {"server CPU", time_text(costs.server_cpu_ns)},
          {"server seen", seen_text(costs)},
          {"placement", benchmark.placement.empty() ? "-" : benchmark.placement}};
}

}  // namespace eventstore::result
