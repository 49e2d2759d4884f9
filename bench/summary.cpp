#include "bench/summary.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "bench/judge.hpp"
#include "core/result/call_costs.hpp"
#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/text_table.hpp"
#include "core/tool/visible_text.hpp"
#include "core/tool/wrapped_text.hpp"

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
    default:
      return std::string{result::text_of(result.verdict)};
  }
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
                 {result.case_title()},
                 time_cell(result, result.p50_ns),
                 time_cell(result, result.p95_ns),
                 time_cell(result, result.p99_ns),
                 time_cell(result, result.max_ns),
                 {grouped(static_cast<std::int64_t>(result.samples))},
                 {rate},
                 {result.target.empty() ? "-" : result.target},
                 {verdict_text(result), tone_of(result.verdict)}});
}

void print_costs(const std::vector<BenchmarkResult>& results, std::FILE* stream,
                 const Terminal& terminal) {
  for (const result::CostTable& costs : result::cost_tables(results)) {
    std::vector<TextTable::Column> columns{{costs.title}, {"case"}};
    auto leave_out_order = static_cast<int>(costs.columns.size());  // From the right.
    for (const auto& [name, is_words] : costs.columns) {
      columns.push_back({name, is_words ? Align::left : Align::right, 0, leave_out_order--});
    }
    TextTable table{columns};
    for (const result::CostTable::Row& row : costs.rows) {
      std::vector<TextTable::Cell> cells{{row.operation}, {row.case_title}};
      for (const std::string& text : row.texts) {
        cells.push_back({text, text == "-" ? TextTable::Tone::faint : TextTable::Tone::plain});
      }
      table.add_row(std::move(cells));
    }
    std::string text = table.text(terminal);
    append_wrapped(text, costs.meaning, {.width = terminal.width});
    fmt::print(stream, "{}\n", text);
  }
}

void print_unsteady(const std::vector<BenchmarkResult>& results, std::FILE* stream) {
  for (const BenchmarkResult& result : results) {
    const auto say = [&](const std::string& text) {
      fmt::print(stream, "{}/{}: {} (--warm-up)\n", result.operation, result.case_title(), text);
    };
    const bool is_said = result.verdict == Verdict::no_verdict;  // In its reason.
    if (result.steady == false && !is_said) say(result::unsteady_text(result));
    if (const std::string fetched = result::fetched_text(result); !fetched.empty()) say(fetched);
  }
}

/// What an alternative (`read_stream_batch.gap_aware`) costs against the plain operation.
void print_alternatives(const std::vector<BenchmarkResult>& results, std::FILE* stream) {
  for (const BenchmarkResult& result : results) {
    const std::string plain = result.operation.substr(0, result.operation.find('.'));
    if (plain == result.operation || !was_measured(result)) continue;
    for (const BenchmarkResult& other : results) {
      const bool is_same = other.operation == plain && was_measured(other) &&
                           other.case_title() == result.case_title() && other.steady != false &&
                           result.steady != false;
      if (!is_same) continue;
      fmt::print(stream, "{}/{} takes {:.2f} times as long as {} (medians)\n", result.operation,
                 result.case_title(),
                 static_cast<double>(result.p50_ns) / static_cast<double>(other.p50_ns), plain);
    }
  }
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
  print_costs(results, stream, terminal);
  for (const BenchmarkResult& result : results) {
    if (result.reason.empty()) continue;
    fmt::print(stream, "{}/{}: {}: {}\n", result.operation, result.case_title(),
               verdict_text(result), visible_line(result.reason));
  }
  print_unsteady(results, stream);
  print_alternatives(results, stream);
  const auto count = [&](Verdict verdict) {
    return std::count_if(results.begin(), results.end(),
                         [&](const BenchmarkResult& result) { return result.verdict == verdict; });
  };
  std::string undecided;
  for (const Verdict verdict : {Verdict::no_check, Verdict::not_comparable, Verdict::no_verdict}) {
    if (count(verdict) == 0) continue;
    undecided += fmt::format(", {} {}", count(verdict), result::text_of(verdict));
  }
  fmt::print(stream,
             "{}: {} met the target, {} missed it or failed, {} without one, {} not "
             "applicable{}.\n",
             counted(static_cast<std::int64_t>(results.size()), "case"), count(Verdict::pass),
             count(Verdict::fail), count(Verdict::no_target), count(Verdict::not_applicable),
             undecided);
}

void print_catalogue(const catalogue::StoreProfile& store,
                     const std::deque<CaseMeasurement>& measurements) {
  fmt::print("Store {}: {}\n", store.name, store.description);
  const catalogue::Operation* operation = nullptr;
  const catalogue::Case* which = nullptr;
  for (const CaseMeasurement& each : measurements) {
    if (&each.which() == which) continue;  // At another point of the axes.
    which = &each.which();
    if (&each.operation() != operation) {
      operation = &each.operation();
      fmt::print("\n{}: {}\n", operation->title(), operation->question);
    }
    const std::string target = target_text(CaseMeasurement{*operation, *which, {}});
    fmt::print("  {}/{}{}{}\n", operation->title(), which->name, listed_settings(*which),
               target.empty() ? "" : "  [" + target + "]");
  }
}

ExitCode exit_code_of(const std::vector<BenchmarkResult>& results, bool is_strict) {
  ExitCode exit_code = ExitCode::success;
  for (const BenchmarkResult& result : results) {
    if (result.verdict == Verdict::fail && !was_measured(result)) return ExitCode::failure;
    const bool is_missed = result.verdict == Verdict::fail;
    const bool is_untold = result.steady == false && (is_missed || is_strict);
    const bool is_open = is_untold || result.verdict == Verdict::no_verdict ||
                         result.verdict == Verdict::not_comparable;
    if (is_open && exit_code == ExitCode::success) exit_code = ExitCode::no_verdict;
    if (is_missed && !is_untold) exit_code = ExitCode::sla_missed;
  }
  return exit_code;
}

}  // namespace eventstore::bench
