#include "bench/summary.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "bench/judge.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/text_table.hpp"

namespace eventstore::bench {

using result::BenchmarkResult;
using result::Verdict;

namespace {

bool was_measured(const BenchmarkResult& result) {
  return result.samples > 0;
}

std::string verdict_text(const BenchmarkResult& result) {
  switch (result.verdict) {
    case Verdict::pass:
      return "met";
    case Verdict::fail:
      return was_measured(result) ? "MISSED" : "FAILED";
    case Verdict::no_target:
      return "no target";
    case Verdict::not_applicable:
      return "not applicable";
  }
  return "";
}

TextTable::Tone tone_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return TextTable::Tone::good;
    case Verdict::fail:
      return TextTable::Tone::bad;
    default:
      return TextTable::Tone::faint;
  }
}

TextTable::Cell time_cell(const BenchmarkResult& result, std::uint64_t nanoseconds) {
  if (!was_measured(result)) return {"-", TextTable::Tone::faint};
  return {duration_text(static_cast<double>(nanoseconds))};
}

void add_row(TextTable& table, const BenchmarkResult& result) {
  const std::string rate = was_measured(result) ? quantity_text(result.calls_per_second) : "-";
  table.add_row({{result.operation},
                 {result.case_name},
                 time_cell(result, result.p50_ns),
                 time_cell(result, result.p95_ns),
                 time_cell(result, result.p99_ns),
                 time_cell(result, result.max_ns),
                 {grouped(static_cast<std::int64_t>(result.samples))},
                 {rate},
                 {result.target.empty() ? "-" : result.target},
                 {verdict_text(result), tone_of(result.verdict)}});
}

std::string listed_settings(const catalogue::Case& which) {
  std::string text;
  for (const auto& [name, value] : which.settings) text += fmt::format(" {}={}", name, value);
  if (which.expected_outcome != Outcome::ok) {
    text += fmt::format(" expect={}", name_of(which.expected_outcome));
  }
  return text;
}

}  // namespace

void print_summary(const std::vector<BenchmarkResult>& results, std::FILE* stream) {
  const Terminal terminal = terminal_of(stream);
  TextTable table{{{"operation"},
                   {"case"},
                   {"p50", Align::right},
                   {"p95", Align::right},
                   {"p99", Align::right},
                   {"max", Align::right, 0, 1},
                   {"samples", Align::right, 0, 2},
                   {"calls/s", Align::right},
                   {"target"},
                   {"verdict"}}};
  for (const BenchmarkResult& result : results) add_row(table, result);
  fmt::print(stream, "\n{}\n", table.text(terminal));
  for (const BenchmarkResult& result : results) {
    if (result.reason.empty()) continue;
    fmt::print(stream, "{}/{}: {}: {}\n", result.operation, result.case_name, verdict_text(result),
               result.reason);
  }
  const auto count = [&](Verdict verdict) {
    return std::count_if(results.begin(), results.end(),
                         [&](const BenchmarkResult& result) { return result.verdict == verdict; });
  };
  fmt::print(stream,
             "{} cases: {} met their target, {} missed it or failed, {} have none, {} do "
             "not apply to these data.\n",
             results.size(), count(Verdict::pass), count(Verdict::fail), count(Verdict::no_target),
             count(Verdict::not_applicable));
}

void print_catalogue(const catalogue::Catalogue& catalogue) {
  fmt::print("Store {}: {}\n", catalogue.store.name, catalogue.store.description);
  for (const catalogue::Operation& operation : catalogue.operations) {
    fmt::print("\n{}: {}\n", operation.title(), operation.question);
    for (const catalogue::Case& which : operation.cases) {
      const std::string target = target_text(operation, which);
      fmt::print("  {}/{}{}{}\n", operation.title(), which.name, listed_settings(which),
                 target.empty() ? "" : "  [" + target + "]");
    }
  }
}

ExitCode exit_code_of(const std::vector<BenchmarkResult>& results) {
  ExitCode exit_code = ExitCode::success;
  for (const BenchmarkResult& result : results) {
    if (result.verdict != Verdict::fail) continue;
    if (!was_measured(result)) return ExitCode::failure;
    exit_code = ExitCode::sla_missed;
  }
  return exit_code;
}

}  // namespace eventstore::bench
