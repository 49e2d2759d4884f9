#include "core/result/load_tables.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/result/load_processor_tables.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

using Cell = LoadTable::Cell;

std::string whole(std::uint64_t number) {
  return grouped(static_cast<std::int64_t>(number));
}

Cell time_cell(const LoadTimes& times, std::uint64_t nanoseconds) {
  if (times.samples == 0) return {"-", LoadTone::faint};
  return {duration_text(static_cast<double>(nanoseconds))};
}

Cell bad_count(std::uint64_t count) {
  return {whole(count), count > 0 ? LoadTone::bad : LoadTone::plain};
}

std::uint64_t failed(const std::map<std::string, std::uint64_t>& outcomes) {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : outcomes) sum += name == "ok" ? 0 : count;
  return sum;
}

std::string asked_of(const LoadPhase& phase) {
  std::string text;
  if (phase.target_users > 0) text = quantity_text(phase.target_users) + " users";
  if (phase.target_rate > 0) {
    text += fmt::format("{}{}/s", text.empty() ? "" : " + ", quantity_text(phase.target_rate));
  }
  return text.empty() ? "-" : text;
}

LoadTable threshold_table(const LoadResult& load) {
  LoadTable table{.title = "Thresholds",
                  .columns = {{"threshold", true}, {"measured", true}, {"verdict", true}}};
  for (const LoadThreshold& threshold : load.thresholds) {
    const std::string missed = threshold.aborted             ? "MISSED, ended the run"
                               : threshold.undecided.empty() ? "MISSED"
                                                             : "no verdict";
    table.rows.push_back(
        {{threshold.text},
         {threshold.found},
         {threshold.met ? "met" : missed, threshold.met ? LoadTone::good : LoadTone::bad}});
  }
  return table;
}

LoadTable check_table(const LoadResult& load) {
  LoadTable table{.title = "Checks",
                  .columns = {{"check", true}, {"expected"}, {"counted"}, {"verdict", true}}};
  for (const LoadCheck& check : load.checks) {
    table.rows.push_back(
        {{check.check},
         {grouped(check.expected)},
         {grouped(check.counted)},
         {check.met() ? "met" : "OFF", check.met() ? LoadTone::good : LoadTone::bad}});
  }
  return table;
}

LoadTable phase_table(const LoadResult& load) {
  LoadTable table{.title = "Phases",
                  .columns = {{"phase", true},
                              {"load", true, 4},
                              {"ok/s"},
                              {"failed"},
                              {"skipped", false, 1},
                              {"p50"},
                              {"p95"},
                              {"p99"},
                              {"max", false, 3},
                              {"lag p95", false, 2},
                              {"backlog", false, 5}}};
  for (const LoadPhase& phase : load.phases) {
    const LoadTimes& times = phase.response;
    table.rows.push_back({{phase.is_judged ? phase.name : phase.name + " (not judged)"},
                          {asked_of(phase)},
                          {quantity_text(phase.ok_rate)},
                          bad_count(failed(phase.outcomes)),
                          bad_count(phase.skipped),
                          time_cell(times, times.p50_ns),
                          time_cell(times, times.p95_ns),
                          time_cell(times, times.p99_ns),
                          time_cell(times, times.max_ns),
                          time_cell(phase.lag, phase.lag.p95_ns),
                          {whole(phase.backlog_most)}});
  }
  return table;
}

LoadTable journey_table(const LoadResult& load) {
  LoadTable table{
      .title = "Journeys",
      .columns = {
          {"phase", true}, {"population", true}, {"journey", true}, {"ended"}, {"succeeded"}}};
  for (const LoadJourney& journey : load.journeys) {
    const double share =
        static_cast<double>(journey.succeeded) / static_cast<double>(journey.ended);
    table.rows.push_back({{journey.phase},
                          {journey.population},
                          {journey.journey},
                          {whole(journey.ended)},
                          {share_text(share)}});
  }
  return table;
}

std::string failures_of(const LoadStep& step) {
  std::string text;
  for (const auto& [name, count] : step.outcomes) {
    if (name == "ok") continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", whole(count), name);
  }
  return text;
}

LoadTable step_table(const LoadResult& load) {
  LoadTable table{.title = "Steps",
                  .columns = {{"phase", true, 7},
                              {"population", true, 6},
                              {"step", true},
                              {"requests", false, 5},
                              {"ok/s"},
                              {"rows", false, 2},
                              {"p50", false, 4},
                              {"p95"},
                              {"p99"},
                              {"service p95", false, 1},
                              {"conflicts", false, 3},
                              {"failed", true}},
                  .is_detail = true};
  for (const LoadStep& step : load.steps) {
    const auto ok = step.outcomes.find("ok");
    const double rows = ok == step.outcomes.end() || ok->second == 0
                            ? 0.0
                            : static_cast<double>(step.rows) / static_cast<double>(ok->second);
    table.rows.push_back({{step.phase},
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
                          {failures_of(step), LoadTone::bad}});
  }
  return table;
}

std::string books_of(const LoadResult& load) {
  const LoadLedger& ledger = load.ledger;
  std::string text = fmt::format("{} acknowledged in {}; {} refused",
                                 counted(static_cast<std::int64_t>(ledger.acknowledged), "event"),
                                 counted(static_cast<std::int64_t>(ledger.aggregates), "aggregate"),
                                 whole(ledger.refused));
  if (ledger.in_doubt > 0) {
    text += fmt::format("; {} in doubt, {} of them stored", whole(ledger.in_doubt),
                        whole(ledger.in_doubt_stored));
  }
  if (!ledger.waiting.empty()) return text;
  if (!load.violations.empty()) return text;
  // Where a processor may have skipped one, that is told apart.
  const bool is_unproven = load.processors && !load.processors->unproven.empty();
  return text + (is_unproven ? "; each of them is stored" : "; every one is accounted for");
}

}  // namespace

std::vector<LoadTable> load_tables(const LoadResult& load) {
  std::vector<LoadTable> tables{
      threshold_table(load),  check_table(load),     phase_table(load), journey_table(load),
      visibility_table(load), processor_table(load), step_table(load)};
  std::erase_if(tables, [](const LoadTable& table) { return table.rows.empty(); });
  return tables;
}

LoadSentence violation_sentence(const LoadViolation& violation) {
  return {fmt::format("VIOLATED: {} ({}), first: {}", violation.kind,
                      counted(static_cast<std::int64_t>(violation.count), "time"), violation.first),
          LoadTone::bad};
}

LoadSentence unread_sentence(const LoadLedger& ledger) {
  return {"NO VERDICT on reconciliation: " + ledger.unread, LoadTone::bad};
}

std::vector<LoadSentence> ledger_facts(const LoadLedger& ledger,
                                       const std::vector<LoadViolation>& violations) {
  std::vector<LoadSentence> facts;
  const bool is_sound = std::none_of(violations.begin(), violations.end(), [](const auto& found) {
    return found.kind.starts_with("seeded");
  });
  if (ledger.seeded > 0 && is_sound) {
    facts.push_back(
        {fmt::format("{} compared, and as they were",
                     counted(static_cast<std::int64_t>(ledger.seeded), "seeded event"))});
  }
  if (!ledger.seeded_unchecked.empty()) {
    facts.push_back({"no check of the seeded events' content: " + ledger.seeded_unchecked});
  }
  if (ledger.unknown > 0) {
    facts.push_back({fmt::format("no check of {} that calls of {} stored: they take no events.ids",
                                 counted(static_cast<std::int64_t>(ledger.unknown), "event"),
                                 ledger.unknown_writers)});
  }
  if (!ledger.not_compared.empty()) {
    facts.push_back({"not compared in the events of the run: " + ledger.not_compared});
  }
  if (!ledger.unjudged.empty()) facts.push_back({"not judged: " + ledger.unjudged});
  return facts;
}

std::vector<LoadSentence> load_facts(const LoadResult& load) {
  std::vector<LoadSentence> facts;
  const LoadLedger& ledger = load.ledger;
  if (ledger.acknowledged + ledger.refused + ledger.in_doubt > 0) facts.push_back({books_of(load)});
  for (LoadSentence& fact : ledger_facts(ledger, load.violations)) facts.push_back(std::move(fact));
  if (load.processors) facts.push_back(processor_fact(*load.processors));
  if (load.server_cpu_seconds && *load.server_cpu_seconds > 0.0) {
    facts.push_back({fmt::format("CPU: client {}, which is {} of the server's {}",
                                 elapsed_text(load.client_cpu_seconds),
                                 share_text(load.client_cpu_seconds / *load.server_cpu_seconds),
                                 elapsed_text(*load.server_cpu_seconds))});
  }
  return facts;
}

std::vector<LoadSentence> load_errors(const LoadResult& load) {
  // Of all phases together, in the order of the steps.
  std::vector<std::pair<std::string, std::vector<CallError>>> by_step;
  for (const LoadStep& step : load.steps) {
    const std::string title = step.step + " of " + step.population;
    auto found = std::find_if(by_step.begin(), by_step.end(),
                              [&](const auto& each) { return each.first == title; });
    if (found == by_step.end()) found = by_step.insert(by_step.end(), {title, {}});
    merge(found->second, step.errors);
  }
  if (load.processors) {
    by_step.emplace_back("processors", std::vector<CallError>{});
    for (const LoadProcessor& each : load.processors->each) {
      merge(by_step.back().second, each.errors);
    }
  }
  std::vector<LoadSentence> sentences;
  for (const auto& [title, errors] : by_step) {
    for (const CallError& error : errors) {
      if (is_refusal(error)) continue;
      sentences.push_back({fmt::format("{}: {}", title, error_text(error)), LoadTone::bad});
    }
  }
  return sentences;
}

std::vector<LoadSentence> load_verdicts(const LoadResult& load) {
  std::vector<LoadSentence> verdicts;
  for (const std::string& step : load.unsuccessful) {
    verdicts.push_back({"FAILED: " + step, LoadTone::bad});
  }
  for (const LoadViolation& violation : load.violations) {
    verdicts.push_back(violation_sentence(violation));
  }
  if (load.is_partial) {
    verdicts.push_back(
        {fmt::format("PARTIAL: the run was ended by {}", load.ended_by), LoadTone::bad});
  }
  if (!load.ledger.unread.empty()) verdicts.push_back(unread_sentence(load.ledger));
  if (!load.no_verdict.empty()) {
    verdicts.push_back({"NO VERDICT on times: " + load.no_verdict, LoadTone::bad});
  }
  if (!load.ledger.waiting.empty()) {
    verdicts.push_back(
        {"NOT PROVEN: events that are in doubt may yet be stored by " + load.ledger.waiting,
         LoadTone::bad});
  }
  for (const LoadThreshold& threshold : load.thresholds) {
    if (threshold.met || threshold.undecided.empty()) continue;
    verdicts.push_back({fmt::format("NO VERDICT on '{}': {}", threshold.text, threshold.undecided),
                        LoadTone::bad});
  }
  if (load.processors && !load.processors->unproven.empty()) {
    verdicts.push_back({fmt::format("NOT PROVEN: {}: whether it skips events is not known",
                                    load.processors->unproven),
                        LoadTone::bad});
  }
  if (!load.checks.empty()) {
    const auto met = std::count_if(load.checks.begin(), load.checks.end(),
                                   [](const LoadCheck& check) { return check.met(); });
    const auto checks = static_cast<std::int64_t>(load.checks.size());
    verdicts.push_back({fmt::format("{} of {} met", grouped(met), counted(checks, "check")),
                        met == checks ? LoadTone::good : LoadTone::bad});
  }
  const auto missed = std::count_if(load.thresholds.begin(), load.thresholds.end(),
                                    [](const auto& threshold) { return !threshold.met; });
  const auto all = static_cast<std::int64_t>(load.thresholds.size());
  if (all > 0) {
    verdicts.push_back(
        {fmt::format("{} of {} met", grouped(all - missed), counted(all, "threshold")),
         missed == 0 ? LoadTone::good : LoadTone::bad});
  }
  return verdicts;
}

}  // namespace eventstore::result
