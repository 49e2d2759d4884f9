#include "core/result/call_costs.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

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

/// Per call; "-" where the server's processes could not be asked.
std::string octets_text(const std::optional<double>& bytes) {
  return bytes ? bytes_text(*bytes) : "-";
}

/// What a process holds: never nothing.
std::string memory_text(std::int64_t bytes) {
  return bytes > 0 ? bytes_text(static_cast<double>(bytes)) : "-";
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

using Text = std::function<std::string(const BenchmarkResult&)>;

struct Figure {
  CostTable::Column column;
  Text text;
};

struct Figures {
  std::string title;
  std::string meaning;
  std::vector<Figure> figures;  ///< The most telling ones first: a narrow terminal shows those.
};

Figures time_of_a_call() {
  return {
      .title = "Where a call's time goes",
      .meaning =
          "Means of a call. plan: the server finds and makes the rows; output: it detoasts "
          "them, turns them into what is sent and fills the socket (where there is none, it is "
          "part of plan); transfer: round trip, wake-ups, the wait of a commit for the disk; "
          "decoding: the client takes the rows apart; server seen: what its processes did most "
          "often.",
      .figures = {{{"plan"},
                   [](const BenchmarkResult& one) {
                     const CallCosts& costs = *one.costs;
                     return time_text(costs.plan_ns ? costs.plan_ns : costs.execution_ns);
                   }},
                  {{"output"},
                   [](const BenchmarkResult& one) {
                     return time_text(difference(one.costs->execution_ns, one.costs->plan_ns));
                   }},
                  {{"transfer"},
                   [](const BenchmarkResult& one) {
                     return time_text(
                         difference(one.mean_ns - one.costs->decoding_ns, one.costs->execution_ns));
                   }},
                  {{"decoding"},
                   [](const BenchmarkResult& one) { return time_text(one.costs->decoding_ns); }},
                  {{"server seen", true},
                   [](const BenchmarkResult& one) { return seen_text(*one.costs); }}}};
}

Figures work_of_a_call() {
  return {
      .title = "What a call takes",
      .meaning =
          "Means of a call: CPU time of the client and of the server's processes, pages "
          "of 8 kB found in the shared buffers and fetched into them, WAL for each row "
          "that is written.",
      .figures = {{{"client CPU"},
                   [](const BenchmarkResult& one) { return time_text(one.costs->client_cpu_ns); }},
                  {{"server CPU"},
                   [](const BenchmarkResult& one) { return time_text(one.costs->server_cpu_ns); }},
                  {{"buffers hit + read"},
                   [](const BenchmarkResult& one) { return buffers_text(*one.costs); }},
                  {{"WAL/row"}, wal_text}}};
}

Figures memory_and_disk() {
  return {
      .title = "Memory, disk and cores",
      .meaning =
          "Memory that is resident when the calls are over: of the client, and of the "
          "server's processes together, with the shared buffers that each has touched. "
          "What these read from the disk, and what was written to this machine's disks "
          "meanwhile, by whoever; mean of a call. placement: where client and server "
          "process were seen.",
      .figures = {
          {{"client memory"},
           [](const BenchmarkResult& one) { return memory_text(one.costs->client_memory_bytes); }},
          {{"server memory"},
           [](const BenchmarkResult& one) {
             return memory_text(one.costs->server_memory_bytes.value_or(0));
           }},
          {{"disk read"},
           [](const BenchmarkResult& one) { return octets_text(one.costs->server_read_bytes); }},
          {{"disk written"},
           [](const BenchmarkResult& one) {
             return octets_text(one.costs->machine_written_bytes);
           }},
          {{"placement", true}, [](const BenchmarkResult& one) {
             return one.placement.empty() ? "-" : one.placement;
           }}}};
}

CostTable table_of(const Figures& of, std::span<const BenchmarkResult> benchmarks) {
  CostTable table{.title = of.title, .meaning = of.meaning};
  for (const Figure& figure : of.figures) table.columns.push_back(figure.column);
  for (const BenchmarkResult& benchmark : benchmarks) {
    if (!benchmark.costs) continue;
    CostTable::Row& row = table.rows.emplace_back();
    row.operation = benchmark.operation;
    row.case_title = benchmark.case_title();
    for (const Figure& figure : of.figures) row.texts.push_back(figure.text(benchmark));
  }
  return table;
}

}  // namespace

std::vector<CostTable> cost_tables(std::span<const BenchmarkResult> benchmarks) {
  std::vector<CostTable> tables;
  for (const Figures& of : {time_of_a_call(), work_of_a_call(), memory_and_disk()}) {
    CostTable table = table_of(of, benchmarks);
    if (!table.rows.empty()) tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace eventstore::result
