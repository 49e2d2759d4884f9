#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "core/result/markdown.hpp"
#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

std::string time_cell(const BenchmarkResult& benchmark, std::uint64_t nanoseconds) {
  return benchmark.samples == 0 ? "-" : duration_text(static_cast<double>(nanoseconds));
}

std::string batch_cell(const BenchmarkResult& benchmark) {
  const std::string batch = batch_size_of(benchmark.settings);
  return batch.empty() ? "-" : batch;
}

void add_row(MarkdownTable& table, const BenchmarkResult& benchmark) {
  const bool measured = benchmark.samples > 0;
  table.add_row({code(benchmark.operation), code(benchmark.case_title()), batch_cell(benchmark),
                 time_cell(benchmark, benchmark.p50_ns), time_cell(benchmark, benchmark.p95_ns),
                 time_cell(benchmark, benchmark.p99_ns), time_cell(benchmark, benchmark.max_ns),
                 measured ? grouped(static_cast<std::int64_t>(benchmark.samples)) : "-",
                 measured ? quantity_text(benchmark.calls_per_second) : "-",
                 benchmark.target.empty() ? "-" : code(benchmark.target),
                 verdict_text(benchmark.verdict)});
}

/// Calls that did not end as they should, by what they ended in.
std::string outcomes_text(const BenchmarkResult& benchmark) {
  std::string text;
  for (const auto& [name, count] : benchmark.outcomes) {
    if (name == "ok" || count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                        grouped(static_cast<std::int64_t>(count)), escaped(name));
  }
  return text;
}

std::string remarks(std::span<const BenchmarkResult> benchmarks) {
  std::string out;
  for (const BenchmarkResult& each : benchmarks) {
    const std::string title = code(each.operation + "/" + each.case_title());
    if (each.steady == false) {
      out += fmt::format("- {}: {}\n", title, unsteady_text(each));
    }
    if (const std::string fetched = fetched_text(each); !fetched.empty()) {
      out += fmt::format("- {}: {}\n", title, fetched);
    }
    if (!each.reason.empty()) {
      out += fmt::format("- {}: {}: {}\n", title, verdict_text(each.verdict), escaped(each.reason));
    }
    if (const std::string outcomes = outcomes_text(each); !outcomes.empty()) {
      out += fmt::format("- {}: calls that ended otherwise than ok: {}\n", title, outcomes);
    }
  }
  return out.empty() ? out : "\n" + out;
}

/// On one core, a one-row query takes a fraction of its time across cores.
std::string placement_warning(std::span<const BenchmarkResult> benchmarks) {
  const std::set<std::string> pins = placements_of(benchmarks);
  if (pins.size() < 2) return "";
  return fmt::format(
      "**Not to be compared with each other:** these figures are of different placements of client "
      "and server (`--pin {}`).\n\n",
      fmt::join(pins, "`, `"));
}

}  // namespace

std::string unsteady_text(const BenchmarkResult& benchmark) {
  return "not steady when the measurement began: " +
         (benchmark.variation > 0.0
              ? fmt::format("its rate varied by {}", share_text(benchmark.variation))
              : std::string{"it had not made calls enough to tell"});
}

std::string fetched_text(const BenchmarkResult& benchmark) {
  constexpr double worth_telling = 0.05;
  const auto& costs = benchmark.costs;
  if (!costs || !costs->buffers_hit || !costs->buffers_read) return "";
  const double share =
      *costs->buffers_read / std::max(*costs->buffers_hit + *costs->buffers_read, 1.0);
  if (share < worth_telling) return "";
  return fmt::format(
      "not from warm caches: {} of its pages were fetched into the shared buffers; it was not "
      "warmed up for long enough, or the data are larger than these",
      share_text(share));
}

std::set<std::string> placements_of(std::span<const BenchmarkResult> benchmarks) {
  std::set<std::string> pins;
  for (const BenchmarkResult& each : benchmarks) {
    if (each.samples > 0 && !each.pin.empty()) pins.insert(each.pin);
  }
  return pins;
}

std::string batch_size_of(const std::map<std::string, std::string>& settings) {
  for (const char* name : {"batch", "batch_size", "events", "count"}) {
    const auto found = settings.find(name);
    if (found == settings.end()) continue;
    const std::string& text = found->second;
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
    return whole ? grouped(value) : text;
  }
  return {};
}

std::string seed_section(const ResultDocument& document) {
  const SeedResult& seed = *document.seed;
  MarkdownTable table{{{"phase"}, {"seconds", Align::right}, {"share", Align::right}}};
  for (const SeedPhase& phase : seed.phases) {
    table.add_row({escaped(phase.name), fmt::format("{:.2f}", phase.seconds),
                   seed.seconds > 0 ? share_text(phase.seconds / seed.seconds) : "-"});
  }
  table.add_row({"all", fmt::format("{:.2f}", seed.seconds), "100 %"});
  return fmt::format("## Seeding\n\n{}\n{} events/s and {} MB/s of COPY data on {} {}.\n",
                     table.text(), quantity_text(seed.events_per_second),
                     quantity_text(seed.megabytes_per_second), seed.connections,
                     seed.connections == 1 ? "connection" : "connections");
}

std::string benchmark_section(std::span<const BenchmarkResult> benchmarks) {
  MarkdownTable table{{{"operation"},
                       {"case"},
                       {"batch", Align::right},
                       {"p50", Align::right},
                       {"p95", Align::right},
                       {"p99", Align::right},
                       {"max", Align::right},
                       {"samples", Align::right},
                       {"calls/s", Align::right},
                       {"target"},
                       {"verdict"}}};
  for (const BenchmarkResult& each : benchmarks) add_row(table, each);
  return "## Latencies\n\nOne connection and a warm cache, unless the case says otherwise.\n\n" +
         placement_warning(benchmarks) + table.text() + remarks(benchmarks);
}

}  // namespace eventstore::result
