#include "bench/load/load_summary.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "bench/load/observation_text.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/text_table.hpp"

namespace eventstore::load {

using result::LoadPhase;
using result::LoadResult;
using result::LoadStep;
using result::LoadTimes;
using Tone = TextTable::Tone;

namespace {

std::string whole(std::uint64_t number) {
  return grouped(static_cast<std::int64_t>(number));
}

TextTable::Cell time_cell(const LoadTimes& times, std::uint64_t nanoseconds) {
  if (times.samples == 0) return {"-", Tone::faint};
  return {duration_text(static_cast<double>(nanoseconds))};
}

std::uint64_t failed(const std::map<std::string, std::uint64_t>& outcomes) {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : outcomes) sum += name == "ok" ? 0 : count;
  return sum;
}

std::string load_text(const LoadPhase& phase) {
  std::string text;
  if (phase.target_users > 0) text = quantity_text(phase.target_users) + " users";
  if (phase.target_rate > 0) {
    text += fmt::format("{}{}/s", text.empty() ? "" : " + ", quantity_text(phase.target_rate));
  }
  return text.empty() ? "-" : text;
}

std::string phases_text(const LoadResult& load, const Terminal& terminal) {
  TextTable table{{{"phase"},
                   {"load", Align::left, 0, 3},
                   {"ok/s", Align::right},
                   {"failed", Align::right},
                   {"skipped", Align::right, 0, 2},
                   {"p50", Align::right},
                   {"p95", Align::right},
                   {"p99", Align::right},
                   {"max", Align::right, 0, 4},
                   {"lag p95", Align::right, 0, 5},
                   {"backlog", Align::right, 0, 1}}};
  for (const LoadPhase& phase : load.phases) {
    const LoadTimes& times = phase.response;
    const std::uint64_t failures = failed(phase.outcomes);
    table.add_row({{phase.is_judged ? phase.name : phase.name + " (not judged)"},
                   {load_text(phase)},
                   {quantity_text(phase.ok_rate)},
                   {whole(failures), failures > 0 ? Tone::bad : Tone::plain},
                   {whole(phase.skipped), phase.skipped > 0 ? Tone::bad : Tone::plain},
                   time_cell(times, times.p50_ns),
                   time_cell(times, times.p95_ns),
                   time_cell(times, times.p99_ns),
                   time_cell(times, times.max_ns),
                   time_cell(phase.lag, phase.lag.p95_ns),
                   {whole(phase.backlog_most)}});
  }
  return table.text(terminal);
}

std::string outcomes_text(const LoadStep& step) {
  std::string text;
  for (const auto& [name, count] : step.outcomes) {
    if (name == "ok") continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", whole(count), name);
  }
  return text;
}

std::string steps_text(const LoadResult& load, const Terminal& terminal) {
  TextTable table{{{"phase", Align::left, 0, 2},
                   {"population", Align::left, 0, 3},
                   {"step"},
                   {"requests", Align::right},
                   {"ok/s", Align::right},
                   {"rows", Align::right, 0, 4},
                   {"p50", Align::right},
                   {"p95", Align::right},
                   {"p99", Align::right},
                   {"service p95", Align::right, 0, 5},
                   {"conflicts", Align::right, 0, 1},
                   {"failed"}}};
  for (const LoadStep& step : load.steps) {
    const double rows =
        step.issued == 0 ? 0.0 : static_cast<double>(step.rows) / static_cast<double>(step.issued);
    table.add_row({{step.phase},
                   {step.population},
                   {step.step},
                   {whole(step.issued)},
                   {quantity_text(step.ok_rate)},
                   {quantity_text(rows)},
                   time_cell(step.response, step.response.p50_ns),
                   time_cell(step.response, step.response.p95_ns),
                   time_cell(step.response, step.response.p99_ns),
                   time_cell(step.service, step.service.p95_ns),
                   {whole(step.conflicts)},
                   {outcomes_text(step), Tone::bad}});
  }
  return table.text(terminal);
}

std::string thresholds_text(const LoadResult& load, const Terminal& terminal) {
  if (load.thresholds.empty()) return "";
  TextTable table{{{"threshold"}, {"measured"}, {"verdict"}}};
  for (const result::LoadThreshold& threshold : load.thresholds) {
    const std::string verdict = threshold.met       ? "met"
                                : threshold.aborted ? "MISSED, ended the run"
                                                    : "MISSED";
    table.add_row(
        {{threshold.text}, {threshold.found}, {verdict, threshold.met ? Tone::good : Tone::bad}});
  }
  return "\n" + table.text(terminal);
}

std::string journeys_text(const LoadResult& load, const Terminal& terminal) {
  if (load.journeys.empty()) return "";
  TextTable table{{{"phase"},
                   {"population"},
                   {"journey"},
                   {"ended", Align::right},
                   {"succeeded", Align::right}}};
  for (const result::LoadJourney& journey : load.journeys) {
    const double share =
        static_cast<double>(journey.succeeded) / static_cast<double>(journey.ended);
    table.add_row({{journey.phase},
                   {journey.population},
                   {journey.journey},
                   {whole(journey.ended)},
                   {share_text(share)}});
  }
  return "\n" + table.text(terminal);
}

std::string books_text(const LoadResult& load) {
  const result::LoadLedger& ledger = load.ledger;
  if (ledger.acknowledged + ledger.refused + ledger.in_doubt == 0) return "";
  std::string text = fmt::format("\n{} acknowledged, {} of them stored, in {}; {} refused",
                                 counted(static_cast<std::int64_t>(ledger.acknowledged), "event"),
                                 load.violations.empty() ? "all" : "not all",
                                 counted(static_cast<std::int64_t>(ledger.aggregates), "aggregate"),
                                 whole(ledger.refused));
  if (ledger.in_doubt > 0) {
    text += fmt::format("; {} in doubt, {} of them stored", whole(ledger.in_doubt),
                        whole(ledger.in_doubt_stored));
  }
  return text + "\n";
}

std::string cpu_text(const LoadResult& load) {
  if (!load.server_cpu_seconds || *load.server_cpu_seconds <= 0.0) return "";
  return fmt::format("CPU: client {}, server {} ({} of it)\n",
                     elapsed_text(load.client_cpu_seconds), elapsed_text(*load.server_cpu_seconds),
                     share_text(load.client_cpu_seconds / *load.server_cpu_seconds));
}

std::string verdict_text(const LoadResult& load, const Terminal& terminal) {
  std::string text;
  for (const result::LoadViolation& violation : load.violations) {
    text += toned(fmt::format("VIOLATED: {} ({} times), first: {}\n", violation.kind,
                              whole(violation.count), violation.first),
                  Tone::bad, terminal);
  }
  if (load.is_partial) {
    text += toned(fmt::format("PARTIAL: the run was ended by {}\n", load.ended_by), Tone::bad,
                  terminal);
  }
  if (!load.no_verdict.empty()) {
    text += toned(fmt::format("NO VERDICT on times: {}\n", load.no_verdict), Tone::bad, terminal);
  }
  const auto missed = std::count_if(load.thresholds.begin(), load.thresholds.end(),
                                    [](const auto& threshold) { return !threshold.met; });
  const auto all = static_cast<std::int64_t>(load.thresholds.size());
  if (all == 0) return text;
  return text +
         toned(fmt::format("{} of {} met\n", grouped(all - missed), counted(all, "threshold")),
               missed == 0 ? Tone::good : Tone::bad, terminal);
}

}  // namespace

std::string summary_text(const LoadResult& load, const Terminal& terminal) {
  return "\n" + phases_text(load, terminal) + "\n" + steps_text(load, terminal) +
         journeys_text(load, terminal) + thresholds_text(load, terminal) + books_text(load) +
         cpu_text(load) + observation_text(load.observation) +
         trends_text(load.observation.trends) + verdict_text(load, terminal);
}

}  // namespace eventstore::load
